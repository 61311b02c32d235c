"""The server itself: sign-up and sign-in, HTTPS, the lock on the data, databases of other versions."""

import re
import signal
import socket
import sqlite3
import subprocess
import time

import pytest
import requests

from server import EMAIL, PASSWORD, TOKEN, cli, environment, form_token, submit


def test_sign_up_and_in(start):
    server = start(account=False)
    session = requests.Session()
    answer = submit(session, server.url + "/user/signup", email=EMAIL, password=PASSWORD)
    assert answer.status_code == 302 and "sessionid" in session.cookies
    assert session.get(server.url + "/api/current-user/whoami", timeout=30).json()["email"] == EMAIL

    other = requests.Session()
    wrong = submit(other, server.url + "/user/login", email=EMAIL, password="wrong-password")
    assert wrong.status_code == 200 and "sessionid" not in other.cookies
    right = submit(other, server.url + "/user/login", email=EMAIL, password=PASSWORD)
    assert right.status_code == 302 and "sessionid" in other.cookies
    stranger = requests.post(server.url + "/user/login", data={"email": EMAIL, "password": PASSWORD},
                             allow_redirects=False, timeout=30)
    assert stranger.status_code == 403, "a form without its token"
    foreign = other.post(server.url + "/api/projects/", json={"title": "x"}, timeout=30,
                         headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403


def test_account_of_the_command_line(start):
    server = start()
    assert server.get("/api/current-user/whoami")["email"] == EMAIL
    assert server.request("GET", "/api/projects/", headers={"Authorization": "Token " + "0" * 40}).status_code == 401
    assert server.request("GET", "/api/projects/", headers={}).status_code == 401
    assert server.stop() == 0
    # The same name with another password: that one is set.
    again = start(env={"MILLRACE_USERNAME": EMAIL, "MILLRACE_PASSWORD": "another-one-9"}, account=False)
    session = requests.Session()
    assert submit(session, again.url + "/user/login", email=EMAIL, password="another-one-9").status_code == 302


def test_generated_password_is_printed_once(start):
    server = start("--username", EMAIL, "--generate-password", account=False)
    password = server.wait_for_line(rf"{re.escape(EMAIL)} / (\S+)").group(1)
    assert submit(requests.Session(), server.url + "/user/login", email=EMAIL, password=password).status_code == 302
    server.stop()
    again = start("--username", EMAIL, "--generate-password", account=False)
    again.wait_for_line("reset-password")
    assert not any(password in line for line in again.lines)
    assert submit(requests.Session(), again.url + "/user/login", email=EMAIL, password=password).status_code == 302


def test_closed_sign_up(start):
    server = start(env={"LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true"})
    assert requests.get(server.url + "/user/signup", timeout=30).status_code in (403, 404)


def test_https(start, tmp_path):
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
                   check=True, capture_output=True)
    server = start("--cert", cert, "--key", key, scheme="https")
    assert requests.get(server.url + "/health", verify=str(cert), timeout=30).status_code == 200
    assert server.cli("storage", "list").returncode == 0
    refused = cli("start", "--cert", key, "--key", key, "--port", "0", data_dir=tmp_path / "other")
    assert refused.returncode == 1 and str(key) in refused.stderr


def test_second_server_says_who_holds_the_data(start, data_dir):
    server = start()
    second = cli("start", "--port", "0", data_dir=data_dir)
    assert second.returncode == 1
    assert str(server.process.pid) in second.stderr and server.url in second.stderr
    assert server.get("/api/version")
    # kill -9 leaves no lock behind.
    server.kill()
    assert start().get("/api/version")


def test_taken_port(start, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = cli("start", "--port", port, data_dir=tmp_path / "data")
    assert done.returncode == 1 and str(port) in done.stderr


def test_database_of_a_newer_version(start, data_dir):
    start().stop()
    database = sqlite3.connect(data_dir / "millrace.sqlite3")
    columns = [row[1] for row in database.execute("PRAGMA table_info(schema_migration)")]
    database.execute(f"INSERT INTO schema_migration ({', '.join(columns)}) SELECT "
                     + ", ".join("9999" if c == "number" else c for c in columns)
                     + " FROM schema_migration LIMIT 1")
    database.commit()
    database.close()
    done = cli("start", "--port", "0", data_dir=data_dir)
    assert done.returncode == 1 and "newer" in done.stderr
    assert cli("storage", "list", data_dir=data_dir).returncode == 1


def test_file_that_is_no_database(data_dir):
    data_dir.mkdir()
    (data_dir / "millrace.sqlite3").write_text("hello " * 1000)
    done = cli("start", "--port", "0", data_dir=data_dir)
    assert done.returncode == 1 and "millrace.sqlite3" in done.stderr
    assert (data_dir / "millrace.sqlite3").read_text() == "hello " * 1000


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_graceful_end(start, stop):
    server = start()
    with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as idle:
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")  # a request that never ends
        began = time.monotonic()
        server.process.send_signal(stop)
        assert server.process.wait(10) == 0
        assert time.monotonic() - began < 5


def test_acknowledged_annotation_survives_kill(start):
    server = start("p", "--init").synced()
    project = server.project("p")["id"]
    task = server.post("/api/tasks/", {"project": project, "data": {"text": "x"}})["id"]
    annotation = server.post(f"/api/tasks/{task}/annotations/", {"result": []})["id"]
    server.kill()
    assert start().get(f"/api/annotations/{annotation}/")["task"] == task


def test_data_is_private(start, data_dir):
    start()
    assert (data_dir.stat().st_mode & 0o777) == 0o700
    for name in ("millrace.sock", "secret.key", "millrace.lock"):
        assert (data_dir / name).stat().st_mode & 0o077 == 0, name
