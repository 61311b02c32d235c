"""Exports and converted snapshots with the files of each kind of storage."""

import io
import json
import zipfile

import pytest

from expected import PICTURE_CONFIG
from server import config_file

PICTURE = bytes.fromhex("89504e470d0a1a0a")
# The last one is fetched in more than one piece.
PICTURES = {"raw/a b.png": PICTURE + b"one", "raw/ü.png": PICTURE + b"two",
            "raw/long.png": PICTURE + bytes(range(256)) * 40_000}


def archive(answer):
    return zipfile.ZipFile(io.BytesIO(answer.content))


@pytest.mark.parametrize("kind", ["s3", "gcs", "azure-blob", "redis", "local"])
def test_archives_hold_the_files_of_a_storage(make, start, tmp_path, kind):
    store = make(kind, "source")
    for key, content in PICTURES.items():
        store.put(key, content)
    params = {"use_blob_urls": True, "regex": r".*\.png"} | ({} if kind == "redis" else {"recursive_scan": True})
    server = start("pictures", "--init", "--label-config", config_file(tmp_path, PICTURE_CONFIG),
                   "--source", store.source, "--source-path", store.name, "--source-params", json.dumps(params),
                   env=store.env | {"LOCAL_FILES_SERVING_ENABLED": "true"}).synced()
    project = server.project("pictures")["id"]
    assert len(server.tasks(project)) == len(PICTURES)
    gone = store.uri((store.name if kind == "redis" else "") + "raw/gone.png")
    server.post(f"/api/projects/{project}/import", [{"data": {"image": gone}}])

    path = f"/api/projects/{project}/export?download_all_tasks=true&exportType="
    held = archive(server.request("GET", path + "COCO_WITH_IMAGES", expect=200))
    images = {name: held.read(name) for name in held.namelist() if name.startswith("images/") and name != "images/"}
    assert sorted(images.values()) == sorted(PICTURES.values())
    [fault] = json.loads(held.read("errors.json"))["errors"]
    assert fault["what"] == gone
    listed = {image["file_name"] for image in json.loads(held.read("result.json"))["images"]}
    assert set(images) <= listed

    snapshot = server.post(f"/api/projects/{project}/exports/", {})["id"]
    path = f"/api/projects/{project}/exports/{snapshot}"
    server.post(path + "/convert", {"export_type": "VOC", "download_resources": True}, expect=200)
    converted = archive(server.request("GET", path + "/download?exportType=VOC", expect=200))
    assert sorted(converted.read(name) for name in images) == sorted(PICTURES.values())
    assert "errors.json" in converted.namelist()
