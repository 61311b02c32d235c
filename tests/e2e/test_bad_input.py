"""What bad input gets: a sentence that names the cause and the next step, in the CLI and in REST alike,
while the other objects still become tasks."""

import json

import pytest

from server import cli, cli_json
from sentences import GOOD, check_nothing_left, check_sentence, s3_source


# What is wrong -> (fault of the stub or setting, words of the sentence).
BUCKETS = {
    "wrong bucket": (dict(bucket="dogs"), ["dogs"]),
    "bucket name": (dict(bucket="Bad_Bucket!"), ["Bad_Bucket!"]),
    "regex": (dict(params={"regex": "((("}), ["regex", "((("]),
    "ttl": (dict(params={"presign_ttl": "soon"}), ["presign_ttl"]),
}


@pytest.mark.parametrize("case", BUCKETS)
def test_settings(case, stub, data_dir):
    options, words = BUCKETS[case]
    done = s3_source(data_dir, stub.env, **options)
    assert done.returncode in (1, 2), (done.stdout, done.stderr)
    check_sentence(done.stderr, *words)
    if data_dir.exists():
        check_nothing_left(data_dir)


def test_prefix_that_matches_nothing(start, data_dir, stub, tmp_path):
    stub.put("cats", "raw/1.json", GOOD)
    done = s3_source(data_dir, stub.env, params={"prefix": "rwa"})
    assert done.returncode == 0, done.stderr
    assert "There is no object below s3://cats/rwa/. Check the prefix" in done.stderr
    assert "check the path and the prefix" in done.stdout
    again = cli("sync", "p", env=stub.env, data_dir=data_dir)
    assert "check the path and the prefix" in again.stdout

    server = start("p", "--init", env=stub.env, data_dir=tmp_path / "server").synced()
    project = server.project("p")["id"]
    body = {"project": project, "bucket": "cats", "prefix": "rwa"}
    for path in ("/api/storages/s3/", "/api/storages/s3/validate"):
        refused = server.request("POST", path, json=body, expect=400).json()
        check_sentence(refused["validation_errors"]["prefix"][0], "There is no object below s3://cats/rwa/.")
    assert server.get(f"/api/storages/s3/?project={project}") == []
    server.post("/api/storages/export/s3", body)  # a target's prefix may be new


def test_empty_regex_says_what_to_use(data_dir, stub):
    stub.put("cats", "1.json", GOOD)
    done = s3_source(data_dir, stub.env, params={"regex": ""})
    assert done.returncode == 0
    assert ".*" in done.stdout + done.stderr


BAD_OBJECTS = {
    "not-json": b"hello, this is text",
    "empty": b"",
    "not-utf8": b'{"text": "\xff\xfe"}',
    "a-number": b"42",
    "deep": b"[" * 2_000_000,
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    "utf16": '{"text": "a"}'.encode("utf-16"),
    "nan": b'{"text": NaN}',
    "scalars": b"[1, 2, 3]",
    "cut-off": b'{"text": "abc',
    "annotations-without-data": b'{"annotations": [{"result": []}]}',
}


def test_bad_objects_do_not_stop_the_others(start, stub):
    for i in range(20):
        stub.put("cats", f"good-{i:02}.json", GOOD)
    for name, body in BAD_OBJECTS.items():
        stub.put("cats", f"good-05-{name}.json", body)
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=stub.env).synced()
    project = server.project("p")
    assert project["task_number"] == 20
    storage = server.storages(project["id"], "source")[0]
    assert storage["status"] == "completed_with_errors"
    failures = server.get(f"/api/v1/storages/{storage['id']}/failures?limit=100")["results"]
    assert {f["key"] for f in failures} == {f"good-05-{name}.json" for name in BAD_OBJECTS}
    for failure in failures:
        check_sentence(failure["error"])
        assert failure["error"].endswith("."), failure
    assert "Treat every bucket object" in next(f["error"] for f in failures if "picture" in f["key"])
    # The command line says the same.
    job = json.loads(server.cli("sync", "p", "--failed", "--json").stdout)["results"][0]["job"]
    assert sorted(job["problems"]) == sorted(f["error"] for f in failures)
    assert server.project("p")["task_number"] == 20


def test_huge_nesting_costs_no_memory(start, stub):
    stub.put("cats", "deep.json", b"[" * (200 << 20))
    stub.put("cats", "good.json", GOOD)
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=stub.env).synced()
    assert server.project("p")["task_number"] == 1
    status = open(f"/proc/{server.process.pid}/status").read()
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    assert peak < 400 * 1024, f"{peak} KiB"


def test_label_config_that_is_no_xml(start, data_dir, tmp_path):
    config = tmp_path / "config.xml"
    config.write_text("<View><Image name='i' value='$i'></View>")
    done = cli("start", "p", "--init", "--label-config", config, "--port", "0", data_dir=data_dir)
    assert done.returncode == 1
    check_sentence(done.stderr, "label config")
    missing = cli("start", "p", "--init", "--label-config", tmp_path / "no.xml", "--port", "0", data_dir=data_dir)
    assert missing.returncode == 1 and "no.xml" in missing.stderr

    server = start()
    assert server.get("/api/projects/")["count"] == 0
    refused = server.request("POST", "/api/projects/", json={"title": "p", "label_config": config.read_text()},
                             expect=400)
    [sentence] = refused.json()["validation_errors"]["label_config"]
    assert sentence in done.stderr
    assert server.get("/api/projects/")["count"] == 0


def test_data_key_that_the_config_lacks(data_dir, tmp_path, stub):
    config = tmp_path / "config.xml"
    config.write_text("<View><Image name='i' value='$picture'/></View>")
    done = cli("storage", "add", "p", "--init", "--label-config", config, "--source", "s3", "--source-path", "cats",
               "--source-params", '{"data_key": "$image", "use_blob_urls": true}', env=stub.env, data_dir=data_dir)
    assert done.returncode == 1
    check_sentence(done.stderr, "image", "picture")


def test_rest_says_the_same(start, stub):
    server = start("p", "--init", env=stub.env).synced()
    project = server.project("p")["id"]
    for options, words in BUCKETS.values():
        body = {"project": project, "bucket": options.get("bucket", "cats"), "s3_endpoint": stub.endpoint,
                "regex_filter": options.get("params", {}).get("regex", ""),
                "presign_ttl": options.get("params", {}).get("presign_ttl", 1)}
        answer = server.request("POST", "/api/storages/s3/", json=body)
        assert answer.status_code == 400, answer.text
        check_sentence(json.dumps(answer.json()["detail"]) + json.dumps(answer.json().get("validation_errors")),
                       *words[-1:])
    assert server.get(f"/api/storages/s3/?project={project}") == []


@pytest.mark.parametrize("endpoint", ["http://169.254.169.254", "http://[fe80::1]", "ftp://example.com", "nonsense"])
def test_addresses_that_are_refused(start, endpoint):
    server = start("p", "--init").synced()
    answer = server.request("POST", "/api/storages/s3/",
                            json={"project": server.project("p")["id"], "bucket": "b", "s3_endpoint": endpoint,
                                  "aws_access_key_id": "a", "aws_secret_access_key": "b"})
    assert answer.status_code == 400, answer.text
