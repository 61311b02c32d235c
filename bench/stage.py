"""The processes of a run: started on free ports of 127.0.0.1, waited for, and stopped by pid."""

import http.client
import json
import os
import random
import shutil
import socket
import subprocess
import time
from pathlib import Path

import bucket

TOKEN = "b" * 40
USER = "bench@example.com"


class Failure(Exception):
    """A sentence for the person who runs the bench."""


def find_program(name: str) -> str:
    """Where it is; servers may stand outside a user's PATH."""
    found = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin")
    if found is None:
        package = {"nginx": "nginx-light"}.get(name, name)
        raise Failure(f"{name} is missing; install it: apt-get install {package}")
    return found


def free_port() -> int:
    # Below the ephemeral range, so that no outgoing connection takes it before the server does.
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Server:
    """A process that listens. Use as a context; `seconds` is what it took to answer. Without a
    `path` it speaks something else than HTTP, and taking a connection is answer enough."""

    patience = 30  # seconds for the first answer

    def __init__(self, command: list[str], port: int, path: str | None, log: Path, env=None):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        started = time.monotonic()
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, env=env
            )
        while True:
            if self.process.poll() is not None:
                raise Failure(f"{command[0]} ended at once; what it said: {log.read_text()[-800:]}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.connect()
                if path is not None:
                    connection.request("GET", path)
                    connection.getresponse().read()
                break
            except OSError:
                if time.monotonic() - started > self.patience:
                    self.stop()
                    raise Failure(f"{command[0]} did not answer in {self.patience} s.") from None
                time.sleep(0.002)
            finally:
                connection.close()
        self.seconds = time.monotonic() - started

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def cpu_seconds(self) -> float:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def peak_memory(self) -> int:
        """VmHWM, in bytes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


def start_nginx(root: Path) -> Server:
    port = free_port()
    config = root / "nginx.conf"
    config.write_text(bucket.NGINX.format(root=root, port=port))
    return Server([find_program("nginx"), "-c", str(config), "-p", str(root)], port, "/", root / "nginx.out")


def start_stub(build: Path, root: Path, buckets: list[str]) -> Server:
    port = free_port()
    command = [str(build / "tests" / "s3_stub"), "--port", str(port)]
    for name in buckets:
        command += ["--bucket", name]
    return Server(command, port, "/_stats", root / "stub.log")


class RestServer(Server):
    """A server with Label Studio's REST API, as the user of TOKEN."""

    def __init__(self, command, port, log, env):
        super().__init__(command, port, "/health", log, env)
        self.rest = http.client.HTTPConnection("127.0.0.1", port, timeout=1800)

    def call(self, method: str, path: str, body=None):
        headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
        self.rest.request(method, path, None if body is None else json.dumps(body), headers)
        response = self.rest.getresponse()
        text = response.read().decode()
        if response.status >= 300:
            raise Failure(f"{method} {path} answered {response.status}: {text[:500]}")
        return json.loads(text) if text else None

    def project(self, title: str, config: str) -> int:
        return self.call("POST", "/api/projects/", {"title": title, "label_config": config})["id"]


class LabelStudio(RestServer):
    """label-studio of a Python environment, on a new data directory."""

    patience = 300  # it creates its database

    def __init__(self, program: Path, root: Path):
        data = root / "label-studio"
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "TMPDIR")}
        env |= {
            "HOME": str(root),
            "LABEL_STUDIO_BASE_DATA_DIR": str(data),
            "LABEL_STUDIO_USERNAME": USER,
            "LABEL_STUDIO_PASSWORD": "bench-bench",
            "LABEL_STUDIO_USER_TOKEN": TOKEN,
            "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
            "COLLECT_ANALYTICS": "0",
            "SENTRY_DSN": "",
            "LATEST_VERSION_CHECK": "false",
        }
        port = free_port()
        command = [str(program), "start", "--no-browser", "--internal-host", "127.0.0.1"]
        super().__init__([*command, "-p", str(port)], port, root / "label-studio.log", env)


class Millrace(RestServer):
    """The real program on a data directory, and its REST API."""

    def __init__(self, build: Path, root: Path, name: str, *options: str):
        self.data = root / name
        # Nothing of this machine's own settings.
        env = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "TMPDIR")}
        env |= {"HOME": str(root), "MILLRACE_USER_TOKEN": TOKEN, "MILLRACE_PASSWORD": "bench-bench"}
        port = free_port()
        command = [str(build / "millrace"), "start", "--no-browser", "--data-dir", str(self.data)]
        command += ["--port", str(port), "--username", USER, *options]
        super().__init__(command, port, root / f"{name}.log", env)
        self.database = self.data / "millrace.sqlite3"

    def storage(self, project: int, role: str, endpoint: str, name: str, **params) -> int:
        params |= {
            "bucket": name,
            "s3_endpoint": endpoint,
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDBENCH",
            "aws_secret_access_key": "bench",
        }
        return self.connect(project, role, "s3", params)

    def connect(self, project: int, role: str, kind: str, params: dict) -> int:
        body = {"project": project, "role": role, "kind": kind, "params": params}
        return self.call("POST", "/api/v1/storages", body)["storage"]["id"]

    def sync(self, storage: int) -> dict:
        """Runs a sync to its end; the job as the API shows it."""
        job = self.call("POST", f"/api/v1/storages/{storage}/sync", {})["job"]
        while True:
            status = self.call("GET", f"/api/v1/jobs/{job}?wait=60")
            if status["state"] not in ("queued", "in_progress"):
                break
        if status["state"] != "completed":
            raise Failure(f"The sync ended as {status['state']}: {status.get('problems')}")
        return status
