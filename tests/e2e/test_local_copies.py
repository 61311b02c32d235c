"""create_local_copy and project_path: files beside the storage, from the command line and over REST."""

import json
import shutil

from expected import TEXT_CONFIG, TEXT_RESULT
from server import config_file, wait_until

TASKS = {"raw/a.json": "one", "raw/b c/ü.json": "two"}


def put_tasks(stub):
    for key, text in TASKS.items():
        stub.put("cats", key, json.dumps({"data": {"text": text}}))


def files(directory):
    return {str(f.relative_to(directory)): f.read_bytes() for f in directory.rglob("*") if f.is_file()}


def test_copies_in_the_data_directory(start, stub, tmp_path, data_dir):
    put_tasks(stub)
    server = start("cats", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG), "--source", "s3",
                   "--source-path", "cats", "--source-s3-create-local-copy", "true", "--target", "s3",
                   "--target-path", "labels", "--target-params", '{"create_local_copy": true}',
                   env=stub.env).synced()
    project = server.project("cats")["id"]
    copies = data_dir / "projects" / str(project)
    source, target = server.storages(project, "source")[0], server.storages(project, "target")[0]
    found = files(copies / "source" / str(source["id"]))
    assert found == {key: stub.get("cats", key) for key in TASKS}

    task = server.tasks(project)[0]
    annotation = server.post(f"/api/tasks/{task['id']}/annotations/", {"result": TEXT_RESULT})["id"]
    kept = copies / "target" / str(target["id"]) / str(annotation)
    wait_until(kept.exists)
    wait_until(lambda: server.sync(target)["state"] == "completed")
    assert kept.read_bytes() == stub.get("labels", str(annotation))

    # They are the operator's: no route serves them.
    for path in (f"/data/local-files/?d={kept}", f"/data/local-files/?d={str(kept).lstrip('/')}"):
        assert server.request("GET", path).status_code in (403, 404)


def test_a_copy_that_cannot_be_written_is_a_warning(start, stub, tmp_path):
    put_tasks(stub)
    path = tmp_path / "my_project"
    path.mkdir()
    server = start("cats", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG), "--source", "s3",
                   "--source-path", "cats", "--source-s3-project-path", path, env=stub.env).synced()
    project = server.project("cats")["id"]
    [source] = server.storages(project, "source")
    assert set(files(path / "source" / str(source["id"]))) == set(TASKS)

    shutil.rmtree(path)
    stub.put("cats", "raw/new.json", json.dumps({"data": {"text": "three"}}))
    job = server.sync(source)
    assert job["state"] == "completed"
    assert (job["counts"]["new_tasks"], job["counts"]["copied"], job["counts"]["copies_failed"]) == (1, 0, 1)
    assert any("local copies" in w and "my_project" in w for w in job["warnings"]), job["warnings"]
    assert not path.exists()


def test_a_user_may_not_write_anywhere(start, stub, tmp_path):
    allowed, elsewhere = tmp_path / "allowed", tmp_path / "elsewhere"
    allowed.mkdir()
    elsewhere.mkdir()
    (allowed / "link").symlink_to(elsewhere)
    put_tasks(stub)
    server = start("--local-root", allowed, "--allow-loopback", env=stub.env)
    project = server.post("/api/projects/", {"title": "cats", "label_config": TEXT_CONFIG})["id"]

    def connect(path, expect):
        body = {"project": project, "bucket": "cats", "recursive_scan": True, "project_path": str(path)}
        return server.request("POST", "/api/storages/s3", json=body, expect=expect).json()

    for path in (elsewhere, allowed / "link", allowed / ".." / "elsewhere", server.data_dir, "/", "relative"):
        assert "project_path" in json.dumps(connect(path, 400)), path
    assert server.storages(project, "source") == []

    storage = connect(allowed, 201)
    server.sync(storage)
    assert set(files(allowed / "source" / str(storage["id"]))) == set(TASKS)
    assert files(elsewhere) == {}
