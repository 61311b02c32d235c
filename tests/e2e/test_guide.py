"""The guide's command lines from end to end: photographs and texts in a bucket (or a directory) become
tasks, and annotations made with label-studio-sdk become objects, byte for byte as expected."""

import json

import pytest
import requests
from label_studio_sdk.client import LabelStudio

from expected import PICTURE_CONFIG, RESULT, TEXT_CONFIG, TEXT_RESULT, compact, exported_object
from server import TOKEN, config_file, wait_until


def sdk(server):
    return LabelStudio(base_url=server.url, api_key=TOKEN)


def annotate(server, project, result):
    """Annotates the first two tasks; gives the ids of the annotations."""
    client = sdk(server)
    tasks = list(client.tasks.list(project=project))
    return [client.annotations.create(id=task.id, result=result, lead_time=1.5, ground_truth=False).id
            for task in tasks[:2]]


def test_photographs_in_s3(start, bucket, photographs, tmp_path):
    for name, body in photographs.items():
        bucket.put(f"raw/{name}", body)
    bucket.put("raw/readme.txt", b"not a picture")
    target = str(bucket) + "-labels"
    bucket.client.create_bucket(Bucket=target)
    server = start("cats", "--init", "--label-config", config_file(tmp_path, PICTURE_CONFIG),
                   "--source", "s3", "--source-path", bucket,
                   "--source-params", '{"use_blob_urls": true, "regex": ".*\\\\.(jpg|png)", "prefix": "raw"}',
                   "--target", "s3-completions", "--target-path", target, env=bucket.env).synced()
    project = server.project("cats")["id"]
    assert server.project("cats")["task_number"] == len(photographs)
    tasks = server.tasks(project)
    assert [t["data"]["image"] for t in tasks] == [f"s3://{bucket}/raw/{n}" for n in sorted(photographs)]

    ids = annotate(server, project, RESULT)
    keys = {str(i) for i in ids}

    def listed():
        pages = bucket.client.list_objects_v2(Bucket=target).get("Contents", [])
        return {item["Key"] for item in pages}
    wait_until(lambda: listed() == keys)
    storage = server.storages(project, "target")[0]
    assert server.sync(storage)["state"] == "completed"
    for annotation in ids:
        body = bucket.client.get_object(Bucket=target, Key=str(annotation))["Body"].read()
        assert body == exported_object(server, annotation)

    # The browser gets a presigned URL that works.
    shown = server.get(f"/api/tasks/{tasks[0]['id']}/")["data"]["image"]
    answer = server.request("GET", shown, expect=303)
    assert requests.get(answer.headers["Location"], timeout=30).content == photographs[sorted(photographs)[0]]


def test_texts_as_json_in_s3(start, bucket, texts, tmp_path):
    names = sorted(texts)
    half = len(names) // 2
    for name in names[:half]:
        bucket.put(f"{name}.json", compact({"data": {"text": texts[name]}}))
    lines = "\n".join(json.dumps({"text": texts[n]}, ensure_ascii=False) for n in names[half:])
    bucket.put("zz.jsonl", b"\xef\xbb\xbf" + lines.encode())
    server = start("texts", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG),
                   "--source", "s3", "--source-path", bucket, env=bucket.env).synced()
    project = server.project("texts")["id"]
    assert [t["data"]["text"] for t in server.tasks(project)] == [texts[n] for n in names]


def test_source_and_target_in_one_bucket(start, bucket, texts, tmp_path):
    """The guide's two lines name the same bucket: what one writes the other must not read."""
    for name in sorted(texts)[:3]:
        bucket.put(f"{name}.json", compact({"data": {"text": texts[name]}}))
    config = config_file(tmp_path, TEXT_CONFIG)
    for line in (["--source", "s3", "--source-path"], ["--target", "s3-completions", "--target-path"]) * 2:
        server = start("my_project", "--init", "--label-config", config, *line, bucket, env=bucket.env).synced()
        assert server.stop() == 0
    server = start(env=bucket.env)
    project = server.project("my_project")["id"]
    sources, targets = server.storages(project, "source"), server.storages(project, "target")
    assert (len(sources), len(targets)) == (1, 1)
    assert len(server.tasks(project)) == 3

    ids = annotate(server, project, TEXT_RESULT)
    wait_until(lambda: {str(i) for i in ids} <= set(bucket.keys()))
    for _ in range(2):
        assert server.sync(targets[0])["state"] == "completed"
        job = server.sync(sources[0])
        assert (job["counts"]["new_tasks"], job["counts"]["skipped_own"]) == (0, 2)
    assert len(server.tasks(project)) == 3
    for annotation in ids:
        assert bucket.read(str(annotation)) == exported_object(server, annotation)


@pytest.mark.parametrize("blobs", [True, False])
def test_local_files(start, tmp_path, photographs, texts, blobs):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "below").mkdir(parents=True)
    target.mkdir()
    if blobs:
        for name, body in photographs.items():
            (source / "below" / name).write_bytes(body)
    else:
        for name, text in texts.items():
            (source / f"{name}.json").write_bytes(compact([{"data": {"text": text}}]))
    config = config_file(tmp_path, PICTURE_CONFIG if blobs else TEXT_CONFIG)
    server = start("files", "--init", "--label-config", config, "--source", "local", "--source-path", source,
                   "--source-local-use-blob-urls", str(blobs).lower(),
                   "--target", "local", "--target-path", target).synced()
    project = server.project("files")["id"]
    tasks = server.tasks(project)
    assert len(tasks) == len(photographs if blobs else texts)
    if blobs:
        first = server.request("GET", server.get(f"/api/tasks/{tasks[0]['id']}/")["data"]["image"], expect=200)
        assert first.content == photographs[sorted(photographs)[0]]
        assert first.headers["X-Content-Type-Options"] == "nosniff"
    else:
        assert [t["data"]["text"] for t in tasks] == [texts[n] for n in sorted(texts)]

    ids = annotate(server, project, RESULT if blobs else TEXT_RESULT)
    wait_until(lambda: {f.name for f in target.iterdir()} == {str(i) for i in ids})
    assert server.sync(server.storages(project, "target")[0])["state"] == "completed"
    for annotation in ids:
        assert (target / str(annotation)).read_bytes() == exported_object(server, annotation)
