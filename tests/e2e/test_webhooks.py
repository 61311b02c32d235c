"""Webhooks: every event once by its id, whatever the receiver and the server go through."""

import random

import pytest

from receiver import Receiver
from server import wait_until

SEED = 20261123
CONFIG = """<View><Text name="text" value="$text"/>
<Choices name="kind" toName="text"><Choice value="good"/><Choice value="bad"/></Choices></View>"""
GOOD = [{"from_name": "kind", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}]


def make_project(server):
    return server.post("/api/projects", {"title": "Told", "label_config": CONFIG})["id"]


def listen(server, project, url, **settings):
    made = server.post("/api/webhooks/", {"project": project, "url": url, **settings})
    return server.get(f"/api/v1/webhooks/{made['id']}")


def counts(server, webhook):
    found = server.get(f"/api/v1/webhooks/{webhook['id']}")
    return {name: found[name] for name in ("waiting", "delivered", "failed")}


def flaky(path, dice=random.Random(SEED), row=[0]):
    """Half of the answers are failures, at most three in a row, so that no wait gets long."""
    row[0] = 0 if row[0] == 3 or dice.random() < 0.5 else row[0] + 1
    return 500 if row[0] else 200


def test_a_receiver_that_fails_half_the_time_gets_every_event_once(start, data_dir):
    events = 40
    with Receiver(lambda path, before: flaky(path)) as receiver:
        server = start()
        project = make_project(server)
        webhook = listen(server, project, receiver.url + "/hook")
        tasks = [server.post("/api/tasks", {"project": project, "data": {"text": f"text {i}"}})["id"]
                 for i in range(events // 2)]
        wait_until(lambda: len(receiver.told("/hook")) > events // 8)
        server.kill()  # -9, in the middle
        server = start()
        made = [server.post(f"/api/tasks/{task}/annotations/", {"result": GOOD})["id"] for task in tasks]
        wait_until(lambda: counts(server, webhook)["waiting"] == 0, 180)
        assert counts(server, webhook) == {"waiting": 0, "delivered": events, "failed": 0}

    told = receiver.told("/hook")
    failed = sum(one.status == 500 for one in told)
    assert events // 4 < failed, "it was to fail half the time"
    accepted = {}
    for one in told:
        assert one.is_signed_by(webhook["secret"])
        assert not one.is_signed_by("whsec_another")
        if one.status == 200:
            accepted.setdefault(one.event, one)
    # Only what was under way at the kill may have come twice, under its id.
    assert sum(one.status == 200 for one in told) - len(accepted) <= 1
    assert len(accepted) == events
    # In their order, and each says what it is about.
    bodies = [one.body for one in accepted.values()]
    assert [body["tasks"][0]["id"] for body in bodies[:events // 2]] == tasks
    assert [body["annotation"]["id"] for body in bodies[events // 2:]] == made


def test_a_sync_is_told(start, stub):
    stub.fill("cats", "a/", 12_000, "x")
    with Receiver() as receiver:
        server = start(env=stub.env)
        project = make_project(server)
        webhook = listen(server, project, receiver.url + "/hook")
        source = server.post("/api/v1/storages", {
            "project": project, "role": "source", "kind": "s3", "title": "Cats", "params": {
                "bucket": "cats", "prefix": "a", "use_blob_urls": True, "recursive_scan": True, "s3_endpoint": stub.endpoint}})["storage"]
        job = server.sync(source)
        assert job["state"] == "completed"
        wait_until(lambda: counts(server, webhook)["waiting"] == 0)
        bodies = [one.body for one in receiver.told("/hook")]
        created = [body for body in bodies if body["action"] == "TASKS_CREATED"]
        assert all(len(body["tasks"]) <= 5000 for body in created)
        ids = [task["id"] for body in created for task in body["tasks"]]
        assert len(ids) == len(set(ids)) == 12_000
        ended = bodies[-1]
        assert ended["action"] == "SYNC_COMPLETED"
        assert ended["sync"]["counts"]["new_tasks"] == 12_000
        assert ended["sync"]["storage"] == {"id": source["id"], "kind": "s3", "role": "source", "title": "Cats"}
        assert ended["sync"]["status"] == "completed"

        stub.fault(op="list", kind="403")
        assert server.sync(source)["state"] == "failed"
        wait_until(lambda: receiver.told("/hook")[-1].body["action"] == "SYNC_FAILED")
        assert receiver.told("/hook")[-1].body["sync"]["problems"]


def test_a_dead_receiver_holds_nobody_and_what_failed_can_be_sent_again(start):
    answers = {"/dead": 500}
    with Receiver(lambda path, before: answers.get(path, 200)) as receiver:
        server = start()
        project = make_project(server)
        dead, alive = (listen(server, project, receiver.url + path) for path in ("/dead", "/alive"))
        moved = listen(server, project, receiver.url + "/moved")
        answers["/moved"] = 302
        for i in range(5):
            server.post("/api/tasks", {"project": project, "data": {"text": str(i)}})
        wait_until(lambda: counts(server, alive) == {"waiting": 0, "delivered": 5, "failed": 0})
        wait_until(lambda: len(receiver.told("/dead")) >= 2)
        assert {one.event for one in receiver.told("/dead")} == {receiver.told("/alive")[0].event}
        wait_until(lambda: len(receiver.told("/moved")) >= 1)
        assert receiver.told("/elsewhere") == []

        page = server.get(f"/api/v1/webhooks/{dead['id']}/deliveries?state=waiting")
        assert page["count"] == 5
        oldest = page["results"][-1]
        assert (oldest["action"], oldest["status"], oldest["error"]) == ("TASKS_CREATED", 500, "The receiver answered 500.")
        assert oldest["tries"] >= 1 and oldest["next_try"] and page["results"][0]["tries"] == 0

        # Repaired, and asked for: at once, under the same id.
        answers.clear()
        again = server.request("POST", f"/api/v1/webhooks/deliveries/{oldest['id']}/redeliver", expect=200).json()
        assert again["event"] == oldest["event"] and again["state"] == "waiting"
        wait_until(lambda: counts(server, dead) == {"waiting": 0, "delivered": 5, "failed": 0})
        # A change of its settings is reason enough to try again.
        server.request("PATCH", f"/api/webhooks/{moved['id']}/", expect=200, json={"url": receiver.url + "/elsewhere"})
        wait_until(lambda: counts(server, moved)["delivered"] == 5)


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/", "ftp://files.example.com/",
                                 "http://me:hush@example.com/", "not an address"])
def test_addresses_that_are_refused(start, url):
    server = start()
    answer = server.request("POST", "/api/webhooks/", json={"project": make_project(server), "url": url}, expect=400)
    assert "url" in answer.json()["validation_errors"]
    assert "hush" not in answer.text


def test_secrets_stay_secret(start, data_dir):
    with Receiver() as receiver:
        server = start()
        project = make_project(server)
        webhook = listen(server, project, receiver.url + "/hook?token=in-the-query", headers={"Authorization": "Bearer very-secret"})
        first = server.request("POST", f"/api/v1/webhooks/{webhook['id']}/test", expect=200).json()
        assert first == {"delivered": True, "status": 200, "error": None}
        ping = receiver.take("/hook?token=in-the-query")
        assert ping.body["action"] == "PING" and ping.headers["authorization"] == "Bearer very-secret"
        assert ping.is_signed_by(webhook["secret"])

        other = server.request("POST", f"/api/v1/webhooks/{webhook['id']}/rotate-secret", expect=200).json()["secret"]
        assert other != webhook["secret"]
        server.post("/api/tasks", {"project": project, "data": {"text": "x"}})
        told = receiver.take("/hook?token=in-the-query")
        assert told.is_signed_by(other) and not told.is_signed_by(webhook["secret"])
    # It is gone: the sentence names the host, not what stands behind it.
    failed = server.request("POST", f"/api/v1/webhooks/{webhook['id']}/test", expect=200).json()
    assert not failed["delivered"] and failed["status"] is None and "in-the-query" not in failed["error"]
    server.stop()
    log = "\n".join(server.lines)
    for secret in ("very-secret", "in-the-query", webhook["secret"], other):
        assert secret not in log
    for file in data_dir.glob("*"):
        if file.is_file():
            bytes_ = file.read_bytes()
            for secret in ("very-secret", webhook["secret"], other):
                assert secret.encode() not in bytes_, file
