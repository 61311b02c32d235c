"""`millrace storage check` and its REST: every trouble is told apart and says what to do, and no secret is shown."""

import json
import socket

import pytest

from peers import Emulator
from scripted_s3 import denied, error, http_date, other_regions
from sentences import GOOD, check_sentence
from server import cli, s3_environment

SECRET = "secret-example"  # of s3_environment


def check(env, *arguments, expect, data_dir):
    """Runs a check of settings that are not saved: its answer with the probes by name."""
    done = cli("storage", "check", *arguments, "--json", env=env, data_dir=data_dir)
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    shown = cli("storage", "check", *arguments, "--log-level", "debug", env=env, data_dir=data_dir)
    for text in (done.stdout, done.stderr, shown.stdout, shown.stderr):
        assert SECRET not in text and "X-Amz-Signature" not in text, text
    [answer] = json.loads(done.stdout)["results"]
    answer["by_name"] = {probe["name"]: probe for probe in answer["probes"]}
    assert [probe["number"] for probe in answer["probes"]] == list(range(1, len(answer["probes"]) + 1))
    for probe in answer["probes"]:
        if probe["state"] == "failed":
            check_sentence(probe["detail"] + " " + probe["advice"])
            assert probe["detail"] in shown.stdout
    return answer


def states(answer, *names):
    return [answer["by_name"][name]["state"] for name in names]


def source(bucket="cats", **params):
    return "--source", "s3", "--source-path", bucket, "--source-params", json.dumps(params)


def test_a_healthy_source(stub, data_dir):
    stub.fill("cats", "raw/", 30, '{"image": "{i}"}')
    stub.put("cats", "raw/readme.txt", "text")
    stub._call("GET", "/_mode", params={"cors": "*"})
    answer = check(stub.env, *source(prefix="raw", regex=".*\\.json"), expect=0, data_dir=data_dir)
    assert answer["ok"] and answer["counts"]["failed"] == 0
    assert states(answer, "name", "connection", "credentials", "clock", "bucket", "list", "regex", "get", "presign",
                  "cors") == ["ok"] * 10, answer
    assert "environment" in answer["by_name"]["credentials"]["detail"]
    regex = answer["by_name"]["regex"]
    assert regex["detail"].startswith("30 of 31 objects match")
    assert len(regex["matching"]) == 3 and regex["not_matching"] == ["raw/readme.txt"]
    assert not data_dir.exists(), "a look needs no data of its own"


def test_a_healthy_target_is_left_as_it_was(stub, data_dir):
    stub.put("labels", "out/notes.txt", "mine")
    answer = check(stub.env, "--target", "s3", "--target-path", "labels", "--target-s3-prefix", "out", expect=0,
                   data_dir=data_dir)
    assert states(answer, "write", "read_back", "delete", "conditions", "contents") == ["ok"] * 5, answer
    assert "1 foreign" in answer["by_name"]["contents"]["detail"]
    assert stub.keys("labels") == ["out/notes.txt"]


def test_a_target_that_ignores_conditions(start, stub):
    stub._call("GET", "/_mode", params={"conditions": "ignore"})
    server = start("p", "--init", "--target", "s3", "--target-path", "labels", env=stub.env).synced()
    [target] = server.get("/api/v1/storages?role=target")["results"]
    answer = server.request("POST", f"/api/v1/storages/{target['id']}/check", expect=200).json()
    conditions = next(p for p in answer["probes"] if p["name"] == "conditions")
    assert conditions["state"] == "warning" and "ignores the conditions" in conditions["detail"]
    assert any("ignores conditional writes" in w for w in
               server.get(f"/api/v1/storages/{target['id']}")["warnings"])
    assert stub.keys("labels") == []


def test_pages_that_may_not_load_its_objects(start, stub):
    """The browser's side: both ways of CORS, with this server's own address in what is to be pasted."""
    stub.put("cats", "1.json", GOOD)
    server = start("p", "--init", "--source", "s3", "--source-path", "cats", env=stub.env).synced()
    [saved] = server.get("/api/v1/storages")["results"]
    path = f"/api/v1/storages/{saved['id']}/check"

    def cors():
        answer = server.request("POST", path, expect=200).json()
        assert next(p for p in answer["probes"] if p["name"] == "presign")["state"] == "ok"
        return answer["ok"], next(p for p in answer["probes"] if p["name"] == "cors")

    ok, probe = cors()
    assert not ok and probe["state"] == "failed" and server.url in probe["detail"]
    assert server.url in probe["paste"] and "CORSRules" in probe["paste"]
    stub._call("GET", "/_mode", params={"cors": "https://elsewhere.example"})
    assert cors()[1]["state"] == "failed"
    stub._call("GET", "/_mode", params={"cors": server.url})
    assert cors()[0]
    # Missing CORS keeps nobody from connecting a bucket.
    stub._call("GET", "/_mode", params={"cors": ""})
    body = {"project": server.project("p")["id"], "bucket": "cats"}
    assert server.request("POST", "/api/storages/s3/validate", json=body, expect=200).text == ""

    # The public address of the server is what counts.
    server.stop()
    server = start("--host", "https://labels.example.com", env=stub.env)
    assert "https://labels.example.com" in server.request("POST", path, expect=200).text
    done = server.cli("storage", "check", saved["id"])
    assert done.returncode == 1 and "https://labels.example.com" in done.stdout and "✗ failed   CORS" in done.stdout


def test_a_wrong_key(tmp_path, data_dir):
    (tmp_path / "s3/cats").mkdir(parents=True)
    (tmp_path / "s3/cats/1.json").write_text(GOOD)
    rclone = Emulator("rclone_s3", str(tmp_path / "s3"))
    try:
        env = s3_environment(rclone.endpoint) | {"AWS_ACCESS_KEY_ID": "millrace"}
        answer = check(env, *source(), expect=1, data_dir=data_dir)
    finally:
        rclone.stop()
    assert states(answer, "connection", "credentials", "bucket", "get") == ["ok", "ok", "failed", "skipped"]
    assert "secret access key does not fit" in answer["by_name"]["bucket"]["detail"]


def test_no_credentials(s3, data_dir):
    env = {k: v for k, v in s3.env.items() if k not in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    env["AWS_EC2_METADATA_DISABLED"] = "true"
    answer = check(env, *source(), expect=1, data_dir=data_dir)
    assert states(answer, "connection", "credentials", "bucket") == ["ok", "failed", "skipped"]
    assert "AWS_ACCESS_KEY_ID" in answer["by_name"]["credentials"]["detail"] + \
        answer["by_name"]["credentials"]["advice"]


# What S3 says, the probe that fails by it, and words that it must have.
TROUBLES = {
    "a region that is not named": (error(400, "AuthorizationHeaderMalformed",
                                         "The authorization header is malformed; the region 'us-east-1' is wrong"),
                                   "bucket", ["the region 'us-east-1' is wrong"]),
    "no such bucket": (error(404, "NoSuchBucket", "The specified bucket does not exist"),
                       "bucket", ['no bucket "cats"', "Check the spelling"]),
    "denied": (denied(), "bucket", ["403", "s3:ListBucket"]),
    "unknown key": (error(403, "InvalidAccessKeyId", "The AWS Access Key Id does not exist in our records."),
                    "bucket", ["does not know the access key"]),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_refusals_are_told_apart(trouble, s3, data_dir):
    refusal, name, words = TROUBLES[trouble]
    s3.refuse = lambda operation, bucket, key, handler: refusal
    answer = check(s3.env, *source(), expect=1, data_dir=data_dir)
    probe = answer["by_name"][name]
    assert probe["state"] == "failed", answer
    for word in words:
        assert word in probe["detail"] + " " + probe["advice"], probe
    assert states(answer, "connection", "list", "get") == ["ok", "skipped", "skipped"]
    if trouble == "denied":
        assert "s3:GetObject" in probe["paste"] and "cats" in probe["paste"]


def test_a_key_that_may_list_but_not_get(start, s3):
    s3.buckets["cats"] |= {"1.json": GOOD.encode(), "2.json": GOOD.encode()}
    s3.refuse = lambda operation, bucket, key, handler: denied() if operation == "get" else None
    server = start("p", "--init", env=s3.env).synced()
    body = {"role": "source", "kind": "s3", "params": {"bucket": "cats"}}
    answer = server.request("POST", "/api/v1/storages/check", json=body, expect=200).json()
    answer["by_name"] = {probe["name"]: probe for probe in answer["probes"]}
    assert states(answer, "bucket", "list", "get", "presign") == ["ok", "ok", "failed", "skipped"]
    get = answer["by_name"]["get"]
    assert "s3:GetObject" in get["advice"] and "s3:GetObject" in get["paste"]
    # Label Studio's question gets the same sentence.
    said = server.request("POST", "/api/storages/s3/validate", expect=400,
                          json={"project": server.project("p")["id"], "bucket": "cats"}).json()
    assert said["validation_errors"] == {"non_field_errors": [f"{get['detail']} {get['advice']}"]}
    assert server.get("/api/v1/storages")["results"] == []


@pytest.mark.parametrize("minutes,side", [(90, "90 minutes behind"), (-90, "90 minutes ahead of")])
def test_a_clock_that_is_off(minutes, side, s3, data_dir):
    s3.refuse = lambda operation, bucket, key, handler: error(
        403, "RequestTimeTooSkewed", "The difference is too large.",
        headers={"Date": http_date(minutes * 60 + (30 if minutes > 0 else -30))})
    answer = check(s3.env, *source(), expect=1, data_dir=data_dir)
    assert states(answer, "connection", "clock", "bucket", "list") == ["ok", "failed", "failed", "skipped"]
    assert side in answer["by_name"]["clock"]["detail"]
    assert "Set the clock" in answer["by_name"]["clock"]["advice"]


def test_a_region_that_the_store_names(s3, data_dir):
    """It is taken, so everything works, and the doctor says which one it is."""
    s3.refuse = other_regions("eu-west-1")
    s3.buckets["cats"]["1.json"] = GOOD.encode()
    answer = check(s3.env, *source(presign=False), expect=0, data_dir=data_dir)
    region = answer["by_name"]["region"]
    assert "eu-west-1" in region["detail"] + region["advice"], region
    assert states(answer, "bucket", "list", "get") == ["ok"] * 3


def test_a_server_out_of_reach(data_dir):
    with socket.socket() as taken:  # bound and not listening: nobody else takes the port
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        answer = check(s3_environment(f"http://127.0.0.1:{port}"), *source(), expect=1, data_dir=data_dir)
    assert states(answer, "connection", "bucket", "list") == ["failed", "skipped", "skipped"]
    assert f"127.0.0.1:{port} refused the connection" in answer["by_name"]["connection"]["detail"]


def test_a_name_without_an_address(data_dir):
    env = s3_environment("http://no-such-host.invalid:9000")
    answer = check(env, *source(), expect=1, data_dir=data_dir)
    assert states(answer, "name", "bucket") == ["failed", "skipped"]
    assert "no-such-host.invalid" in answer["by_name"]["name"]["detail"]


def test_a_service_that_does_not_speak_tls(s3, data_dir):
    env = s3.env | {"AWS_ENDPOINT_URL_S3": s3.endpoint.replace("http:", "https:")}
    answer = check(env, *source(), expect=1, data_dir=data_dir)
    assert "does not speak TLS" in answer["by_name"]["connection"]["detail"]


def test_wrong_settings(start, data_dir, tmp_path):
    done = cli("storage", "check", data_dir=data_dir)
    assert done.returncode == 2 and "No storage was named" in done.stderr
    done = cli("storage", "check", "1", "--source", "local", "--source-path", tmp_path, data_dir=data_dir)
    assert done.returncode == 2 and "settings of another one" in done.stderr
    done = cli("storage", "check", "--source", "local", "--source-path", tmp_path / "nowhere", data_dir=data_dir)
    assert done.returncode == 1 and "nowhere" in done.stdout
    server = start("p", "--init").synced()
    wrong = server.request("POST", "/api/v1/storages/check", expect=400, json={
        "role": "source", "kind": "s3", "params": {"bucket": "cats", "regex_filter": "((("}})
    assert "regex" in wrong.json()["detail"]
    assert server.request("POST", "/api/v1/storages/99/check").status_code == 404
    # A user may not send the server into its own machine's metadata service.
    inward = server.request("POST", "/api/v1/storages/check", expect=200, json={
        "role": "source", "kind": "s3", "params": {"bucket": "cats", "s3_endpoint": "http://169.254.169.254",
                                                   "aws_access_key_id": "AKIAIOSFODNN7EXAMPLE",
                                                   "aws_secret_access_key": SECRET}})
    assert SECRET not in inward.text
    failed = [p for p in inward.json()["probes"] if p["state"] == "failed"]
    assert [p["name"] for p in failed] == ["connection"] and "169.254.169.254" in failed[0]["detail"]
