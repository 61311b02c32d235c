"""All storages of the guide: each by its own command line, and all of them on one project at once."""

import json

import pytest
import requests
from label_studio_sdk.client import LabelStudio

from expected import PICTURE_CONFIG, TEXT_CONFIG, TEXT_RESULT, compact, exported_object
from server import TOKEN, config_file, wait_until
from stores import AZURITE_KEY, RedisDatabase

TEXTS = {"a b+c%2F?#.json": "awkward", "dir/ü-😀.json": "Größe → ok", "plain.json": "plain"}
PICTURE = bytes.fromhex("89504e470d0a1a0a") + b"not much of a picture"


def annotate(server, tasks):
    """An annotation of each task; gives their ids."""
    body = compact({"result": TEXT_RESULT})
    headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
    return [server.request("POST", f"/api/tasks/{task['id']}/annotations/", expect=201, data=body,
                           headers=headers).json()["id"] for task in tasks]


def expect_exported(server, target, annotations):
    names = {str(i) for i in annotations}
    wait_until(lambda: names <= target.keys())
    for i in annotations:
        assert target.read(str(i)) == exported_object(server, i)


@pytest.mark.parametrize("kind", ["gcs", "azure-blob"])
def test_the_guides_lines(make, start, tmp_path, kind):
    """`--source gcs --source-path BUCKET`, then `--target gcs-completions --source-path BUCKET`, each twice."""
    bucket, target = make(kind, "source"), make(kind, "target")
    for key, text in TEXTS.items():
        bucket.put(key, compact({"data": {"text": text}}))
    file = config_file(tmp_path, TEXT_CONFIG)
    for line in (["--source", bucket.source, "--source-path", bucket.name],
                 ["--target", bucket.target, "--source-path", target.name]) * 2:
        server = start("my_project", "--init", "--label-config", file, *line, env=bucket.env).synced()
        assert server.stop() == 0
    server = start(env=bucket.env)
    project = server.project("my_project")["id"]
    assert len(server.storages(project, "source")) == len(server.storages(project, "target")) == 1
    tasks = server.tasks(project)
    assert [task["data"]["text"] for task in tasks] == [TEXTS[key] for key in TEXTS]
    expect_exported(server, target, annotate(server, tasks))


def test_the_guides_redis_line(make, start, tmp_path):
    source, target = make("redis", "source"), make("redis", "target")
    for key, text in TEXTS.items():
        source.put(key, compact({"data": {"text": text}}))
    file = config_file(tmp_path, TEXT_CONFIG)
    for _ in range(2):
        server = start("my_project", "--init", "--label-config", file, "--db", "redis", env=source.env).synced()
        assert server.stop() == 0
    server = start(env=source.env)
    project = server.project("my_project")["id"]
    [in_storage], [out_storage] = server.storages(project, "source"), server.storages(project, "target")
    ours = [task for task in server.tasks(project) if task["data"]["text"] in TEXTS.values()]
    assert sorted(task["data"]["text"] for task in ours) == sorted(TEXTS.values())
    ids = annotate(server, ours)
    everything = RedisDatabase.__new__(RedisDatabase)
    everything.__dict__ |= target.__dict__ | {"name": ""}
    expect_exported(server, everything, ids)
    assert server.sync(in_storage)["counts"]["new_tasks"] == 0
    assert server.sync(out_storage)["state"] == "completed"


@pytest.mark.parametrize("kind", ["gcs", "azure-blob", "redis"])
def test_pictures_reach_the_browser(make, start, tmp_path, kind):
    """`--source-params` with blob URLs; what the task's URL gives is what lies in the bucket."""
    bucket = make(kind, "source")
    for key in ("raw/a b.png", "raw/ü.png", "raw/notes.txt"):
        bucket.put(key, PICTURE + key.encode())
    path = bucket.name + ("raw/" if kind == "redis" else "")
    params = {"use_blob_urls": True, "regex": r".*\.png"} | ({} if kind == "redis" else {"prefix": "raw"})
    server = start("pictures", "--init", "--label-config", config_file(tmp_path, PICTURE_CONFIG),
                   "--source", bucket.source, "--source-path", path,
                   "--source-params", json.dumps(params), env=bucket.env).synced()
    tasks = server.tasks(server.project("pictures")["id"])
    key = bucket.name + "raw/" if kind == "redis" else "raw/"
    assert {task["data"]["image"] for task in tasks} == {bucket.uri(key + "a b.png"), bucket.uri(key + "ü.png")}
    for task in tasks:
        shown = server.get(f"/api/tasks/{task['id']}/")["data"]["image"]
        answer = server.request("GET", shown)
        if answer.status_code == 303:  # presigned: no token of ours goes along
            answer = requests.get(answer.headers["Location"], timeout=30)
        assert answer.status_code == 200
        assert answer.content.startswith(PICTURE)
        assert answer.content.decode(errors="replace").endswith(task["data"]["image"].rsplit("raw/", 1)[1])


def test_every_kind_on_one_project(make, start, tmp_path):
    """Five sources and five targets of different kinds, one project."""
    kinds = ["s3", "gcs", "azure-blob", "redis", "local"]
    sources = {kind: make(kind, "source") for kind in kinds}
    targets = {kind: make(kind, "target") for kind in kinds}
    file = config_file(tmp_path, TEXT_CONFIG)
    env = {}
    for kind in kinds:
        env |= sources[kind].env
        for number in range(3):
            text = f"{kind} {number}"
            sources[kind].put(f"tasks/{number}.json", compact([{"data": {"text": text}}] * 2))
        sources[kind].put("tasks/broken.json", b'{"data": ')
    for kind in kinds:
        source, target = sources[kind], targets[kind]
        server = start("all", "--init", "--label-config", file, "--source", source.source,
                       "--source-path", source.name, "--target", target.target, "--target-path", target.name,
                       env=env)
        server.wait_for_line(r"^  sign in ", seconds=120)
        assert server.stop() == 0
    server = start(env=env)
    project = server.project("all")["id"]
    assert sorted(s["kind"] for s in server.storages(project, "source")) == sorted(kinds)
    tasks = server.tasks(project)
    assert sorted(task["data"]["text"] for task in tasks) == sorted(
        f"{kind} {number}" for kind in kinds for number in range(3) for _ in range(2))
    for storage in server.storages(project, "source"):
        job = server.sync(storage)
        assert job["state"] == "completed_with_errors", job
        assert job["counts"]["new_tasks"] == 0
        [failure] = server.get(f"/api/v1/storages/{storage['id']}/failures")["results"]
        assert failure["key"].endswith("tasks/broken.json")

    ids = annotate(server, tasks[::3])
    for storage in server.storages(project, "target"):
        assert server.sync(storage)["state"] == "completed"
    for target in targets.values():
        expect_exported(server, target, ids)
        assert target.keys() == {str(i) for i in ids}
    for storage in server.storages(project, "target"):
        job = server.wait_for_job(server.post(f"/api/v1/storages/{storage['id']}/verify", {}, expect=202)["job"])
        assert job["state"] == "completed", job


@pytest.mark.parametrize("kind", ["s3", "gcs", "azure", "redis", "local"])
def test_the_sdk_connects_each_kind(make, start, tmp_path, kind):
    """label-studio-sdk makes, checks, syncs, changes and deletes a source and a target, as for Label Studio."""
    names = {"azure": "azure-blob"}
    source, target = make(names.get(kind, kind), "source"), make(names.get(kind, kind), "target")
    source.put("tasks/1.json", compact({"data": {"text": "one"}}))
    source.put("elsewhere.json", compact({"data": {"text": "elsewhere"}}))
    env = source.env | ({"LOCAL_FILES_DOCUMENT_ROOT": str(tmp_path)} if kind == "local" else {})
    server = start("rest", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG), env=env).synced()
    project = server.project("rest")["id"]
    client = LabelStudio(base_url=server.url, api_key=TOKEN)

    def place(store, prefix):
        if kind == "s3":
            return {"bucket": store.name, "prefix": prefix, "region_name": "us-east-1",
                    "s3endpoint": env["AWS_ENDPOINT_URL_S3"], "aws_access_key_id": env["AWS_ACCESS_KEY_ID"],
                    "aws_secret_access_key": env["AWS_SECRET_ACCESS_KEY"]}
        if kind == "gcs":
            return {"bucket": store.name, "prefix": prefix}
        if kind == "azure":
            return {"container": store.name, "prefix": prefix, "account_name": env["AZURE_BLOB_ACCOUNT_NAME"],
                    "account_key": env["AZURE_BLOB_ACCOUNT_KEY"]}
        if kind == "redis":
            return {"path": store.name + prefix, "host": store.host, "port": str(store.port)}
        return {"path": store.name + ("/tasks" if prefix else "")}

    sources, targets = getattr(client.import_storage, kind), getattr(client.export_storage, kind)
    where = place(source, "tasks/")
    sources.validate(project=project, **where)
    made = sources.create(project=project, title="in", use_blob_urls=False, **where)
    assert made.type == source.rest
    synced = sources.sync(id=made.id)
    assert (synced.status, synced.last_sync_count) == ("completed", 1)
    tasks = server.tasks(project)
    assert [task["data"] for task in tasks] == [{"text": "one"}]
    assert sources.update(id=made.id, title="renamed").title == "renamed"
    assert [s.title for s in sources.list(project=project)] == ["renamed"]

    made_target = targets.create(project=project, title="out", **place(target, ""))
    expect_exported(server, target, annotate(server, tasks))
    assert targets.sync(id=made_target.id).status == "completed"
    shown = json.dumps(server.get(f"/api/storages/{source.rest}?project={project}"))
    for secret in ("secret-example", AZURITE_KEY):
        assert secret not in shown
    sources.delete(id=made.id)
    targets.delete(id=made_target.id)
    assert server.storages(project, "source") == server.storages(project, "target") == []
    assert len(server.tasks(project)) == 1
