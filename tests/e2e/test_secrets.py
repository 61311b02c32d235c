"""Secrets of storages, of every kind: looked for in answers, logs at debug level, sentences of errors, what a
terminal shows, the process's command line and environment, and the files of the data directory."""

import base64
import http.server
import json
import threading
import time
import urllib.parse
import uuid

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from expected import TEXT_CONFIG, TEXT_RESULT
from peers import Emulator
from stores import AZURITE_KEY, AzureContainer, GoogleBucket, RedisDatabase

PLAIN = {"data": {"text": "a task"}}


def forms_of(secret):
    """How a secret may be written down."""
    raw = secret.encode()
    yield from {raw, urllib.parse.quote(secret, safe="").encode(), json.dumps(secret)[1:-1].encode(),
                base64.b64encode(raw).rstrip(b"=")[:-1], raw.hex().encode()}


class Seen:
    """Everything that came out, and where."""

    def __init__(self):
        self.places = []

    def add(self, place, text):
        self.places.append((place, text.encode() if isinstance(text, str) else text))

    def check(self, secrets):
        for secret in secrets:
            assert len(secret) >= 12, "too short to be looked for"
            for form in forms_of(secret):
                for place, text in self.places:
                    assert form not in text, f"a secret is in {place}"


class TokenServer:
    """Gives access tokens to whoever asks, as Google's does."""

    def __init__(self, token):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                body = json.dumps({"access_token": token, "expires_in": 3600, "token_type": "Bearer"}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/token"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Case:
    """A store with credentials as parameters: `params` reach it, `wrong` does not, neither may be seen."""

    def __init__(self, rest, kind, path, params, wrong, secrets, put):
        self.rest, self.kind, self.path, self.params, self.wrong = rest, kind, path, params, wrong
        self.secrets, self.put = secrets, put


def fresh(word):
    return f"{word}-{uuid.uuid4().hex}"


@pytest.fixture
def case(request):
    kind, name = request.param, fresh("secrets")[:30]
    fixture = request.getfixturevalue
    if kind == "s3":
        bucket = fixture("bucket")
        key, token, wrong = fresh("S3key"), fresh("S3token"), fresh("S3wrong")
        params = {"bucket": str(bucket), "s3_endpoint": bucket.env["AWS_ENDPOINT_URL_S3"],
                  "region_name": "us-east-1", "aws_access_key_id": "AKIDEXAMPLE",
                  "aws_secret_access_key": key, "aws_session_token": token}
        yield Case("s3", kind, str(bucket), params,
                   params | {"bucket": "no-such-bucket", "aws_secret_access_key": wrong},
                   [key, token, wrong], bucket.put)
    elif kind == "gcs":
        emulator, token = fixture("fake_gcs"), fresh("ya29")
        tokens, store = TokenServer(token), GoogleBucket(fixture("fake_gcs"), name)
        pem = rsa.generate_private_key(65537, 2048).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption()).decode()
        account = {"type": "service_account", "client_email": "labels@p.iam.gserviceaccount.com", "project_id": "p",
                   "private_key_id": fresh("keyid"), "private_key": pem, "token_uri": tokens.url}
        params = {"bucket": name, "gcs_endpoint": emulator.endpoint,
                  "google_application_credentials": json.dumps(account)}
        broken = fresh("PEMwrong")
        wrong = json.dumps(account | {"private_key": f"-----BEGIN PRIVATE KEY-----\n{broken}\n"})
        lines = [line for line in pem.splitlines() if "KEY" not in line and len(line) > 40]
        yield Case("gcs", kind, name, params, params | {"google_application_credentials": wrong},
                   [token, broken, *lines], store.put)
        tokens.stop()
    elif kind == "azure-blob":
        emulator, wrong = fixture("azurite"), base64.b64encode(fresh("AZwrong").encode()).decode()
        store = AzureContainer(emulator, name)
        params = {"container": name, "account_name": "devstoreaccount1", "account_key": AZURITE_KEY,
                  "endpoint": emulator.endpoint}
        yield Case("azure", kind, name, params, params | {"account_key": wrong}, [AZURITE_KEY, wrong], store.put)
    else:
        emulator, wrong = Emulator("redis", "password"), fresh("REDISwrong")
        store = RedisDatabase(emulator, "t:", 1, password="millrace-secret")
        params = {"path": "t:", "host": store.host, "port": str(store.port), "password": "millrace-secret"}
        yield Case("redis", kind, "t:", params, params | {"password": wrong}, ["millrace-secret", wrong], store.put)
        emulator.stop()


def ask_everything(server, case, seen, project):
    """Every answer that speaks of storages, from both sides, good and bad."""
    def ask(method, path, **options):
        answer = server.request(method, path, **options)
        seen.add(f"{method} {path}", answer.text + str(answer.headers))
        return answer

    common = {"project": project, "title": "mine", "recursive_scan": True}
    for base in (f"/api/storages/{case.rest}", f"/api/storages/export/{case.rest}"):
        ask("GET", f"{base}?project={project}")
        ask("GET", f"{base}/form")
        for wrong in (case.wrong, case.params | {"key_template": "no number", "regex_filter": "("}):
            assert ask("POST", base, json=common | wrong).status_code >= 400, "a wrong storage was connected"
            ask("POST", f"{base}/validate", json=common | wrong)
        for storage in server.get(f"{base}?project={project}"):
            one = f"{base}/{storage['id']}"
            ask("GET", one)
            ask("POST", f"{one}/sync", json={})
            ask("POST", f"{base}/validate", json=common | case.params | {"id": storage["id"]})
            ask("PATCH", one, json={"title": "renamed"})
            assert ask("PATCH", one, json=case.wrong).status_code >= 400
            v1 = f"/api/v1/storages/{storage['id']}"
            for path in (v1, f"{v1}/failures", f"{v1}/history", f"{v1}/conflicts"):
                ask("GET", path)
            ask("POST", f"{v1}/check")
    for path in ("/api/storages/types", f"/api/storages?project={project}", "/api/v1/storages",
                 "/api/v1/storage-kinds", f"/api/tasks?project={project}&fields=all", f"/api/projects/{project}"):
        ask("GET", path)


def look_at_process(server, seen):
    for name in ("cmdline", "environ"):
        with open(f"/proc/{server.process.pid}/{name}", "rb") as file:
            seen.add(f"/proc/PID/{name}", file.read())


@pytest.mark.parametrize("given", ["file", "argument"])
@pytest.mark.parametrize("case", ["s3", "gcs", "azure-blob", "redis"], indirect=True)
def test_secrets_stay_secret(start, case, tmp_path, data_dir, given):
    case.put("a.json", json.dumps(PLAIN).encode())
    case.put("broken.json", b'{"data": ')
    config = tmp_path / "config.xml"
    config.write_text(TEXT_CONFIG)
    text = json.dumps(case.params)
    if given == "file":
        (tmp_path / "params.json").write_text(text)
        text = f"@{tmp_path}/params.json"
    seen = Seen()
    server = start("cats", "--init", "--label-config", config, "--log-level", "debug",
                   "--source", case.kind, "--source-params", text).synced()
    look_at_process(server, seen)
    project = server.project("cats")["id"]
    tasks = server.tasks(project)
    assert [task["data"]["text"] for task in tasks] == ["a task"], "the credentials do not work"
    target = server.post(f"/api/storages/export/{case.rest}", case.params | {"project": project, "prefix": "out/"})
    seen.add("the new target", json.dumps(target))
    server.post(f"/api/tasks/{tasks[0]['id']}/annotations/", {"result": TEXT_RESULT})
    job = server.sync(server.storages(project, "target")[0])
    assert job["state"] == "completed", job

    ask_everything(server, case, seen, project)
    for storage in server.storages(project, "source") + server.storages(project, "target"):
        for command in (["list"], ["list", "--json"], ["check", storage["id"]], ["check", storage["id"], "--json"],
                        ["sync", storage["id"], "--json"]):
            done = server.cli("storage", *command)
            seen.add(" ".join(map(str, command)), done.stdout + done.stderr)
    look_at_process(server, seen)
    time.sleep(0.2)  # the last lines of the log
    assert server.stop() == 0
    assert any("debug" in line for line in server.lines), "there was no log to look at"
    seen.add("the log", "\n".join(server.lines))
    for file in data_dir.rglob("*"):
        if file.is_file():
            seen.add(file.name, file.read_bytes())
    seen.check(case.secrets)
