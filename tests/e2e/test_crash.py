"""kill -9 at random moments: after a restart and a sync there are exactly the expected tasks and
objects."""

import json
import random
import threading
import time

import pytest
import requests

from server import Server, TOKEN

SEED = 20260103
KILLS = 20
JSONL_LINES = 5000


def kill_again_and_again(begin, moment, done):
    """Starts a server KILLS times and kills it after a random part of `moment` seconds."""
    dice = random.Random(SEED)
    killed_while_busy = 0
    for _ in range(KILLS):
        server = begin()
        time.sleep(dice.uniform(0, moment))
        killed_while_busy += not done(server)
        server.kill()
    return killed_while_busy


@pytest.fixture
def store(stub):
    stub.put("cats", "records/all.jsonl",
             "\n".join(json.dumps({"id": i, "text": f"line {i}"}) for i in range(JSONL_LINES)))
    stub.fill("cats", "json/", 5000, '{"data": {"text": "object"}}')
    stub.fill("cats", "blob/", 15000, "x")
    # Without a delay the whole bucket is in before a hand can move.
    stub.fault(op="list", kind="stall", ms=60)
    stub.fault(op="get", kind="stall", ms=2, probability=0.5)
    return stub


def sources(server, project):
    return {s["params"]["prefix"].strip("/"): s for s in server.storages(project, "source")}


def connect(server):
    project = server.post("/api/v1/projects/open", {"title": "p", "init": True}, expect=200)["id"]
    for prefix, blob in (("blob", True), ("json", False), ("records", False)):
        server.request("POST", "/api/v1/storages", json={
            "project": project, "role": "source", "kind": "s3", "reuse": True,
            "params": {"bucket": "cats", "prefix": prefix, "use_blob_urls": blob, "recursive_scan": True,
                       "s3_endpoint": server.endpoint}})
    return project


def test_sync_survives_kills(store, data_dir):
    expected = {"blob": 15000, "json": 5000, "records": JSONL_LINES}
    total = sum(expected.values())

    def begin():
        server = Server(data_dir, env=store.env)
        server.endpoint = store.endpoint
        project = connect(server)
        for source in sources(server, project).values():
            server.post(f"/api/v1/storages/{source['id']}/sync", {}, expect=202)
        return server

    def done(server):
        return server.project("p")["task_number"] >= total

    busy = kill_again_and_again(begin, 0.6, done)
    assert busy >= KILLS // 4, "the kills came too late to mean anything"

    store.clear_faults()
    server = begin()
    try:
        project = server.project("p")["id"]
        for source in sources(server, project).values():
            job = server.sync(source)
            assert job["state"] == "completed", job
        assert server.project("p")["task_number"] == total
        tasks = server.tasks(project)
        blobs = [next(iter(t["data"].values())) for t in tasks if "text" not in t["data"]]
        assert len(blobs) == len(set(blobs)) == expected["blob"]
        lines = [t["data"]["id"] for t in tasks if "id" in t["data"]]
        assert sorted(lines) == list(range(JSONL_LINES))
        assert len(tasks) == total
        again = [server.sync(source)["counts"]["new_tasks"] for source in sources(server, project).values()]
        assert again == [0, 0, 0]
    finally:
        server.kill()


def test_export_survives_kills(stub, data_dir):
    server = Server(data_dir, env=stub.env)
    project = server.post("/api/v1/projects/open", {"title": "p", "init": True}, expect=200)["id"]
    tasks = [{"data": {"text": f"task {i}"}, "annotations": [{"result": [], "lead_time": i}]} for i in range(1000)]
    server.post(f"/api/projects/{project}/import", tasks)
    stub.fault(op="put", kind="stall", ms=5)
    stub.fault(op="put", kind="lost_answer", probability=0.01, seed=SEED)
    target = {"project": project, "role": "target", "kind": "s3", "reuse": True,
              "params": {"bucket": "labels", "s3_endpoint": stub.endpoint}}
    server.request("POST", "/api/v1/storages", json=target)
    server.kill()

    def begin():
        again = Server(data_dir, env=stub.env)
        storage = again.storages(project, "target")[0]
        again.post(f"/api/v1/storages/{storage['id']}/sync", {}, expect=202)
        return again

    def done(server):
        return server.storages(project, "target")[0]["outbox"]["pending"] == 0

    busy = kill_again_and_again(begin, 0.15, done)
    assert busy >= 1, "the kills came too late to mean anything"

    stub.clear_faults()
    server = begin()
    try:
        job = server.sync(server.storages(project, "target")[0])
        assert job["state"] == "completed", job
        outbox = server.storages(project, "target")[0]["outbox"]
        assert (outbox["pending"], outbox["failed"], outbox["conflicts"]) == (0, 0, 0)
        ids = {a["id"] for t in server.tasks(project) for a in t["annotations"]}
        assert len(ids) == 1000
        assert set(stub.keys("labels")) == {str(i) for i in ids}
        for annotation in sorted(ids)[::100]:
            assert json.loads(stub.get("labels", str(annotation)))["id"] == annotation
    finally:
        server.kill()


def test_annotations_that_were_acknowledged(stub, data_dir):
    """Annotating while the server is killed: what got its 201 is there, once."""
    server = Server(data_dir)
    project = server.post("/api/v1/projects/open", {"title": "p", "init": True}, expect=200)["id"]
    server.post(f"/api/projects/{project}/import", [{"data": {"text": "x"}} for _ in range(50)])
    tasks = [t["id"] for t in server.tasks(project)]
    acknowledged = []

    def annotate():
        session = requests.Session()
        for task in tasks:
            try:
                answer = session.post(f"{server.url}/api/tasks/{task}/annotations/", json={"result": []}, timeout=10,
                                      headers={"Authorization": f"Token {TOKEN}"})
            except requests.RequestException:
                return
            if answer.status_code == 201:
                acknowledged.append(answer.json()["id"])

    thread = threading.Thread(target=annotate)
    thread.start()
    while not acknowledged and thread.is_alive():
        time.sleep(0.001)
    server.kill()
    thread.join()
    assert acknowledged
    again = Server(data_dir)
    try:
        stored = {a["id"] for t in again.tasks(project) for a in t["annotations"]}
        assert set(acknowledged) <= stored
    finally:
        again.kill()
