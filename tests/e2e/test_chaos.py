"""A store that misbehaves: the sync ends complete, or names what failed; the next one repairs it."""

import json

import pytest

OBJECTS = 300
ANNOTATIONS = 60


@pytest.fixture
def busy(start, stub):
    """A server with a JSON source of OBJECTS objects and an empty target, not synced yet."""
    for i in range(OBJECTS):
        stub.put("cats", f"{i:04}.json", json.dumps({"data": {"text": f"text {i}"}}))
    server = start(env=stub.env)
    server.number = server.post("/api/v1/projects/open", {"title": "p", "init": True}, expect=200)["id"]

    def connect(role, bucket):
        return server.request("POST", "/api/v1/storages", json={
            "project": server.number, "role": role, "kind": "s3", "reuse": True,
            "params": {"bucket": bucket, "s3_endpoint": stub.endpoint, "recursive_scan": True}}).json()["storage"]

    server.connect = connect
    return server


def check_import(server, source, job):
    """Complete, or every object that is missing is named."""
    count = server.project("p")["task_number"]
    if job["state"] == "completed":
        assert count == OBJECTS, job
        return
    assert job["problems"], job
    if job["state"] == "completed_with_errors":
        failures = server.get(f"/api/v1/storages/{source['id']}/failures?limit=1000")
        assert count + failures["count"] == OBJECTS
        assert all(f["error"] for f in failures["results"])


IMPORT_FAULTS = {
    "503 now and then": [dict(kind="503", probability=0.2)],
    "slow down": [dict(kind="429", retry_after=1, count=3)],
    "resets": [dict(kind="reset", probability=0.1)],
    "stalls": [dict(kind="stall", ms=1500, probability=0.01)],
    "cut bodies": [dict(op="get", kind="truncate", probability=0.1)],
    "cut lists": [dict(op="list", kind="truncate", count=2)],
    "wrong XML": [dict(op="list", kind="bad_xml", count=1)],
    "one object is never given": [dict(op="get", kind="500", key="0123")],
    "all of it": [dict(kind="503", probability=0.05), dict(kind="reset", probability=0.05),
                  dict(op="get", kind="truncate", probability=0.05)],
}


@pytest.mark.parametrize("case", IMPORT_FAULTS)
def test_import(case, busy, stub):
    source = busy.connect("source", "cats")
    for i, rule in enumerate(IMPORT_FAULTS[case]):
        stub.fault(seed=7 + i, **rule)
    check_import(busy, source, busy.sync(source))
    stub.clear_faults()
    assert busy.sync(source)["state"] == "completed"
    tasks = busy.tasks(busy.number)
    assert sorted(t["data"]["text"] for t in tasks) == sorted(f"text {i}" for i in range(OBJECTS))


def test_listing_that_never_works(busy, stub):
    source = busy.connect("source", "cats")
    stub.fault(op="list", kind="503")
    job = busy.sync(source)
    assert job["state"] == "failed" and job["problems"] and job["seconds"] < 60
    assert busy.storages(busy.number, "source")[0]["status"] == "failed"
    assert busy.request("GET", "/health").status_code == 200


EXPORT_FAULTS = {
    "503 now and then": [dict(op="put", kind="503", probability=0.2)],
    "slow down": [dict(op="put", kind="429", retry_after=1, count=3)],
    "resets": [dict(op="put", kind="reset", probability=0.1)],
    "lost answers": [dict(op="put", kind="lost_answer", probability=0.2)],
    "one is always refused": [dict(op="put", kind="403", count=1, skip=10)],
}


@pytest.mark.parametrize("conditions", ["obey", "ignore"])
@pytest.mark.parametrize("case", EXPORT_FAULTS)
def test_export(case, conditions, busy, stub):
    stub.session.get(stub.endpoint + "/_mode", params={"conditions": conditions}, timeout=10)
    busy.post(f"/api/projects/{busy.number}/import",
              [{"data": {"text": f"{i}"}, "annotations": [{"result": []}]} for i in range(ANNOTATIONS)])
    for i, rule in enumerate(EXPORT_FAULTS[case]):
        stub.fault(seed=11 + i, **rule)
    target = busy.connect("target", "labels")
    job = busy.sync(target)
    written = set(stub.keys("labels"))
    if job["state"] == "completed":
        assert len(written) == ANNOTATIONS
    else:
        assert job["problems"] and job["counts"]["conflicts"] == 0, job
    stub.clear_faults()
    assert busy.sync(target)["state"] == "completed"
    ids = {str(a["id"]) for t in busy.tasks(busy.number) for a in t["annotations"]}
    assert set(stub.keys("labels")) == ids and len(ids) == ANNOTATIONS
    outbox = busy.storages(busy.number, "target")[0]["outbox"]
    assert (outbox["pending"], outbox["failed"], outbox["conflicts"]) == (0, 0, 0)
