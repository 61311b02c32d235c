"""What a person reads when the bucket refuses: the same sentence from the command line and from REST, while
nothing is half done."""

import json
import re

import pytest

from peers import Emulator
from scripted_s3 import denied, error, http_date, other_regions
from sentences import GOOD, check_nothing_left, check_sentence, s3_source
from server import cli_json, s3_environment


def check_refused(start, directory, env, *words, bucket="cats"):
    """Connecting `bucket` is refused everywhere with one sentence that has `words`. Gives the sentence."""
    alone = directory / "alone"
    done = s3_source(alone, env, bucket=bucket)
    assert done.returncode == 1, (done.stdout, done.stderr)
    sentence = done.stderr.strip()
    check_sentence(sentence, *words)
    check_nothing_left(alone)

    server = start("p", "--init", env=env, data_dir=directory / "server").synced()
    project = server.project("p")["id"]
    for role in ("", "export/"):
        for path in (f"/api/storages/{role}s3/", f"/api/storages/{role}s3/validate"):
            answer = server.request("POST", path, json={"project": project, "bucket": bucket})
            assert (answer.status_code, answer.json()["validation_errors"]) == (
                400, {"non_field_errors": [sentence]}), (path, answer.text)
    ours = server.request("POST", "/api/v1/storages", json={
        "project": project, "role": "source", "kind": "s3", "params": {"bucket": bucket}})
    assert (ours.status_code, ours.json()["detail"]) == (400, sentence), ours.text
    beside = s3_source(directory / "server", None, bucket=bucket)
    assert (beside.returncode, beside.stderr.strip()) == (1, sentence)
    assert server.get("/api/v1/storages")["results"] == []
    server.stop()
    return sentence


def always(answer):
    return lambda operation, bucket, key, handler: answer


# The documents that S3 sends, and words that the sentence must have.
REFUSALS = {
    "expired token": (
        lambda: always(error(400, "ExpiredToken", "The provided token has expired.", **{"Token-0": "IQoJb3JpZ2lu"})),
        ["The session token of the access key AKIA…LE has expired.", "Get new temporary credentials"]),
    "clock behind": (
        lambda: always(error(403, "RequestTimeTooSkewed",
                             "The difference between the request time and the current time is too large.",
                             headers={"Date": http_date(90 * 60 + 30)}, MaxAllowedSkewMilliseconds="900000")),
        ["The clock of this machine is 90 minutes behind", "Set the clock"]),
    "clock ahead": (
        lambda: always(error(403, "RequestTimeTooSkewed",
                             "The difference between the request time and the current time is too large.",
                             headers={"Date": http_date(-90 * 60 - 30)}, MaxAllowedSkewMilliseconds="900000")),
        ["The clock of this machine is 90 minutes ahead", "Set the clock"]),
    "unknown key": (
        lambda: always(error(403, "InvalidAccessKeyId",
                             "The AWS Access Key Id you provided does not exist in our records.",
                             AWSAccessKeyId="AKIAIOSFODNN7EXAMPLE")),
        ["does not know the access key AKIA…LE.", "Check the access key id"]),
    "another place": (
        lambda: always(error(301, "PermanentRedirect",
                             "The bucket you are attempting to access must be addressed using the specified "
                             "endpoint.", headers={"x-amz-bucket-region": "eu-west-1"},
                             Endpoint="cats.s3.eu-west-1.amazonaws.com", Bucket="cats")),
        ['Bucket "cats"', "eu-west-1", "Set the endpoint"]),
    "a region that is not named": (
        lambda: always(error(400, "AuthorizationHeaderMalformed",
                             "The authorization header is malformed; the region 'us-east-1' is wrong")),
        ["the region 'us-east-1' is wrong", "Check the settings"]),
    "all denied": (lambda: always(denied()),
                   ["403 while listing", "the key AKIA…LE may not ListBucket", "Add `s3:ListBucket`"]),
    "not S3": (lambda: always((404, "<html>no such page</html>", {})), ["cats", "Check"]),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_refusals(case, start, s3, tmp_path):
    script, words = REFUSALS[case]
    s3.buckets["cats"]["1.json"] = GOOD.encode()
    s3.refuse = script()
    sentence = check_refused(start, tmp_path, s3.env, *words)
    assert "secret-example" not in sentence


def test_wrong_bucket(start, s3, tmp_path):
    check_refused(start, tmp_path, s3.env, 'no bucket "dogs"', "Check the spelling", bucket="dogs")


def test_unreachable_endpoint(start, tmp_path):
    env = s3_environment("http://127.0.0.1:9")
    tries = re.compile(r" \(tried \d+ times in \d+ s\)")  # how long they took differs
    done = s3_source(tmp_path / "alone", env)
    assert done.returncode == 1
    check_sentence(done.stderr, "127.0.0.1:9 refused the connection", "Check host and port")
    check_nothing_left(tmp_path / "alone")
    server = start("p", "--init", env=env, data_dir=tmp_path / "server").synced()
    answer = server.request("POST", "/api/storages/s3/",
                            json={"project": server.project("p")["id"], "bucket": "cats"}, expect=400)
    [sentence] = answer.json()["validation_errors"]["non_field_errors"]
    assert tries.sub("", sentence) == tries.sub("", done.stderr.strip())
    assert server.get("/api/v1/storages")["results"] == []


def test_no_credentials(start, s3, tmp_path):
    env = {name: value for name, value in s3.env.items()
           if name not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    check_refused(start, tmp_path, env, "redentials", "AWS_ACCESS_KEY_ID")


def test_wrong_secret(start, tmp_path):
    (tmp_path / "s3/cats").mkdir(parents=True)
    (tmp_path / "s3/cats/1.json").write_text(GOOD)
    rclone = Emulator("rclone_s3", str(tmp_path / "s3"))
    try:
        env = s3_environment(rclone.endpoint) | {"AWS_ACCESS_KEY_ID": "millrace"}
        sentence = check_refused(start, tmp_path, env | {"AWS_SECRET_ACCESS_KEY": "not-the-secret"},
                                 "The secret access key does not fit", "Enter the secret access key again")
        assert "not-the-secret" not in sentence
        done = s3_source(tmp_path / "good", env | {"AWS_SECRET_ACCESS_KEY": "millrace-secret"})
        assert done.returncode == 0 and "1 object → 1 task" in done.stdout, (done.stdout, done.stderr)
    finally:
        rclone.stop()


def test_a_region_that_the_store_names_is_taken(s3, data_dir):
    s3.refuse = other_regions("eu-west-1")
    s3.buckets["cats"]["1.json"] = GOOD.encode()
    done = s3_source(data_dir, s3.env)
    assert done.returncode == 0 and "1 object → 1 task" in done.stdout, (done.stdout, done.stderr)


def test_listing_denied_to_a_key_that_may_get(start, s3, tmp_path):
    """Some stores answer HEAD of a bucket whose listing they refuse."""
    s3.buckets["cats"]["1.json"] = GOOD.encode()
    s3.refuse = lambda operation, bucket, key, handler: denied() if operation == "list" else None
    alone = tmp_path / "alone"
    done = s3_source(alone, s3.env)
    assert done.returncode == 1
    check_sentence(done.stderr, '403 while listing "cats/"', "may not ListBucket",
                   "`s3:ListBucket` on `arn:aws:s3:::cats`")
    check_nothing_left(alone)

    server = start("p", "--init", env=s3.env, data_dir=tmp_path / "server").synced()
    answer = server.request("POST", "/api/storages/s3/",
                            json={"project": server.project("p")["id"], "bucket": "cats"}, expect=400)
    assert answer.json()["validation_errors"] == {"non_field_errors": [done.stderr.strip()]}
    assert server.get("/api/v1/storages")["results"] == []


def test_getting_denied_to_a_key_that_may_list(start, s3):
    for name in ("1.json", "2.json", "3.json"):
        s3.buckets["cats"][name] = GOOD.encode()
    s3.refuse = lambda operation, bucket, key, handler: denied() if key == "2.json" else None
    server = start("p", "--init", env=s3.env).synced()
    done = s3_source(server.data_dir, None)
    assert done.returncode == 3, done.stderr
    assert server.project("p")["task_number"] == 2, "the others are tasks"
    storage = server.storages(server.project("p")["id"], "source")[0]
    assert storage["status"] == "completed_with_errors"
    [failure] = server.get(f"/api/v1/storages/{storage['id']}/failures")["results"]
    check_sentence(failure["error"], '403 while reading "cats/2.json"', "may not GetObject",
                   "`s3:GetObject` on `arn:aws:s3:::cats/*`")
    assert failure["error"] in done.stdout and failure["error"] in storage["traceback"]


def test_getting_denied_altogether(start, s3):
    for name in ("1.json", "2.json", "3.json"):
        s3.buckets["cats"][name] = GOOD.encode()
    s3.refuse = lambda operation, bucket, key, handler: denied() if operation == "get" else None
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=s3.env).synced()
    storage = server.storages(server.project("p")["id"], "source")[0]
    assert (storage["status"], storage["failures"]) == ("failed", 3)
    check_sentence(storage["traceback"].splitlines()[0], "GetObject")
    s3.refuse = always(None)
    synced = server.request("POST", f"/api/storages/s3/{storage['id']}/sync", expect=200).json()
    assert (synced["status"], synced["last_sync_count"], synced["traceback"]) == ("completed", 3, None)


def test_read_errors_are_tried_at_every_sync_and_content_when_it_changed(start, s3):
    bucket = s3.buckets["cats"]
    for name in ("good.json", "denied.json", "archived.json"):
        bucket[name] = GOOD.encode()
    bucket["bad.json"] = b"this is no JSON"
    refusals = {"denied.json": denied(),
                "archived.json": error(403, "InvalidObjectState",
                                       "The operation is not valid for the object's storage class",
                                       StorageClass="GLACIER")}
    s3.refuse = lambda operation, name, key, handler: refusals.get(key)
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=s3.env).synced()
    storage = server.storages(server.project("p")["id"], "source")[0]

    def sync():
        """The counts, and the keys that were read."""
        s3.requests.clear()
        counts = server.sync(storage)["counts"]
        return counts["new_tasks"], sorted(key for operation, key in s3.requests if operation == "get")

    assert sync() == (0, ["archived.json", "denied.json"])
    errors = {f["key"]: f for f in server.get(f"/api/v1/storages/{storage['id']}/failures")["results"]}
    assert {key: f["temporary"] for key, f in errors.items()} == {
        "archived.json": True, "denied.json": True, "bad.json": False}
    assert "is archived" in errors["archived.json"]["error"]

    refusals.clear()
    assert sync() == (2, ["archived.json", "denied.json"])
    assert sync() == (0, [])
    bucket["bad.json"] = GOOD.encode()
    assert sync() == (1, ["bad.json"])
    state = server.storages(server.project("p")["id"], "source")[0]
    assert (state["status"], state["objects"], state["failures"]) == ("completed", 4, 0)


def test_a_bucket_that_refuses_later_loses_nothing(start, s3):
    s3.buckets["cats"] |= {"1.json": GOOD.encode(), "2.json": GOOD.encode()}
    server = start("p", "--init", "--source", "s3", "--source-path", "cats",
                   "--source-params", '{"on_delete": "delete"}', env=s3.env).synced()
    storage = server.storages(server.project("p")["id"], "source")[0]
    s3.refuse = always(error(400, "ExpiredToken", "The provided token has expired."))
    done = server.cli("sync", "p")
    assert done.returncode == 1
    shown = server.request("POST", f"/api/storages/s3/{storage['id']}/sync", expect=200).json()
    assert shown["status"] == "failed"
    check_sentence(shown["traceback"], "has expired", "Get new temporary credentials")
    assert shown["traceback"].splitlines()[0] in done.stdout
    assert server.project("p")["task_number"] == 2

    # What it was connected with still serves its project, and says what is wrong.
    server.stop()
    again = start("p", "--init", "--source", "s3", "--source-path", "cats",
                  "--source-params", '{"on_delete": "delete"}', env=s3.env).synced()
    again.wait_for_line("has expired")
    assert again.project("p")["task_number"] == 2
    s3.refuse = always(None)
    assert cli_json("sync", "p", data_dir=again.data_dir)["results"][0]["job"]["state"] == "completed"


def test_a_change_that_does_not_answer_leaves_the_old_settings(start, s3):
    s3.buckets["cats"]["1.json"] = GOOD.encode()
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=s3.env).synced()
    project = server.project("p")["id"]
    path = f"/api/storages/s3/{server.storages(project, 'source')[0]['id']}"
    before = server.get(path)

    refused = server.request("PATCH", path, json={"bucket": "dogs"}, expect=400)
    check_sentence(json.dumps(refused.json()["validation_errors"]), "dogs")
    assert server.get(path) == before
    s3.refuse = always(error(400, "ExpiredToken", "The provided token has expired."))
    server.request("PATCH", path, json={"regex_filter": ".*"}, expect=400)
    done = s3_source(server.data_dir, None, params={"regex": ".*\\.txt"})
    assert done.returncode == 1
    check_sentence(done.stderr, "has expired")
    assert server.get(path) == before
    # The same parameters, and a title, need no answer.
    assert server.request("PATCH", path, json={"title": "mine"}, expect=200).json()["title"] == "mine"
    assert s3_source(server.data_dir, None).returncode == 1, "only its sync fails"
    assert len(server.storages(project, "source")) == 1


def test_a_second_storage_that_is_refused_takes_back_the_first(start, s3):
    server = start("p", "--init", env=s3.env).synced()
    done = server.cli("storage", "add", "p", "--source", "s3", "--source-path", "cats",
                      "--target", "s3", "--target-path", "dogs")
    assert done.returncode == 1
    check_sentence(done.stderr, "dogs")
    assert server.get("/api/v1/storages")["results"] == []
