"""The real program: started, asked, stopped and killed."""

import json
import os
import pathlib
import queue
import re
import signal
import subprocess
import threading
import time

import requests

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = pathlib.Path(os.environ.get("MILLRACE_BINARY", ROOT / "build/release/millrace"))
EMAIL, PASSWORD, TOKEN = "admin@example.com", "correct-horse-7", "0123456789abcdef" * 2 + "01234567"

# The environment of the person who runs the tests must not reach the program.
FOREIGN = re.compile(r"^(MILLRACE_|LABEL_STUDIO_|AWS_|S3_|GOOGLE_|STORAGE_|CLOUDSDK_|AZURE_|REDIS_|HOST$|PORT$|USERNAME$|PASSWORD$)")


def environment(extra=None):
    env = {k: v for k, v in os.environ.items() if not FOREIGN.match(k)}
    # A machine in a cloud must not lend its own role to a test.
    env |= {"HOME": "/nonexistent", "NO_PROXY": "*", "AWS_EC2_METADATA_DISABLED": "true"}
    return env | (extra or {})


def s3_environment(endpoint, region="us-east-1"):
    return {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret-example",
            "AWS_REGION": region, "AWS_ENDPOINT_URL_S3": endpoint}


def cli(*arguments, env=None, data_dir=None, stdin=None, timeout=120):
    """Runs a command to its end."""
    command = [str(BINARY), *map(str, arguments)]
    if data_dir is not None:
        command += ["--data-dir", str(data_dir)]
    return subprocess.run(command, env=environment(env), input=stdin, capture_output=True, text=True,
                          timeout=timeout, check=False)


def cli_json(*arguments, expect=0, **options):
    done = cli(*arguments, "--json", **options)
    assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout)


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def config_file(tmp_path, label_config):
    """A file for --label-config."""
    file = tmp_path / "config.xml"
    file.write_text(label_config)
    return file


def form_token(session, url):
    """The CSRF token of a page with a form."""
    page = session.get(url, timeout=30)
    assert page.status_code == 200
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)


def submit(session, url, **fields):
    """Fills in the form at `url` and sends it."""
    token = form_token(session, url)
    return session.post(url, data={"csrfmiddlewaretoken": token, **fields}, allow_redirects=False, timeout=30)


class Server:
    """A running `millrace start`. Ready when the constructor returns."""

    def __init__(self, data_dir, *arguments, env=None, account=True, wait_line=None, scheme="http", port=0):
        self.data_dir = pathlib.Path(data_dir)
        self.lines = []
        self._new_lines = queue.Queue()
        extra = dict(env or {})
        if account:
            extra |= {"MILLRACE_USERNAME": EMAIL, "MILLRACE_PASSWORD": PASSWORD,
                      "MILLRACE_USER_TOKEN": TOKEN}
        self.process = subprocess.Popen(
            [str(BINARY), "start", *map(str, arguments), "--data-dir", str(data_dir), "--port", str(port),
             "--no-browser"],
            env=environment(extra), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.url = self.wait_for_line(rf"({scheme}://[^ ]+:\d+)").group(1)
        self.port = int(self.url.rsplit(":", 1)[1])
        if wait_line is not None:
            self.wait_for_line(wait_line)

    def _read(self):
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._new_lines.put(line)
        self._new_lines.put(None)

    def wait_for_line(self, pattern, seconds=60):
        for line in self.lines:
            if found := re.search(pattern, line):
                return found
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                line = self._new_lines.get(timeout=0.2)
            except queue.Empty:
                continue
            if line is None:
                break
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"no line like {pattern!r} in:\n" + "\n".join(self.lines))

    def synced(self):
        """Waits until the first sync is over."""
        self.wait_for_line(r"^  sign in ", seconds=120)
        return self

    def request(self, method, path, expect=None, **options):
        options.setdefault("headers", {"Authorization": f"Token {TOKEN}"})
        options.setdefault("timeout", 90)
        options.setdefault("allow_redirects", False)
        answer = requests.request(method, self.url + path, **options)
        if expect is not None:
            assert answer.status_code == expect, (method, path, answer.status_code, answer.text[:2000])
        return answer

    def get(self, path, **options):
        return self.request("GET", path, expect=200, **options).json()

    def post(self, path, body, expect=201, **options):
        return self.request("POST", path, expect=expect, json=body, **options).json()

    def cli(self, *arguments, **options):
        return cli(*arguments, data_dir=self.data_dir, **options)

    def project(self, title):
        return next(p for p in self.get("/api/projects/")["results"] if p["title"] == title)

    def tasks(self, project):
        """All tasks, their data as stored."""
        found, page = [], 1
        while True:
            answer = self.get(f"/api/tasks?project={project}&page={page}&page_size=1000&fields=all"
                              "&resolve_uri=false")
            found += answer["tasks"]
            if len(found) >= answer["total"] or not answer["tasks"]:
                return found
            page += 1

    def storages(self, project, role):
        return self.get(f"/api/v1/storages?project={project}&role={role}")["results"]

    def sync(self, storage, **options):
        """Runs a job to its end."""
        handle = self.post(f"/api/v1/storages/{storage['id']}/sync", options, expect=202)["job"]
        return self.wait_for_job(handle)

    def wait_for_job(self, handle, seconds=180):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            job = self.get(f"/api/v1/jobs/{requests.utils.quote(handle, safe='')}?wait=10")
            if job["state"] not in ("queued", "in_progress"):
                return job
        raise AssertionError(f"job {handle} did not end: {job}")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(30)

    def stop(self):
        """A graceful end within a few seconds."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.wait(15)
        self._reader.join(5)
        return self.process.returncode
