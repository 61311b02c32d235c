"""The stores of the tests: moto and rclone through tests/emulators, the stub server of tests/stub."""

import os
import pathlib
import subprocess
import sys
import time
import urllib.parse

import boto3
import botocore.config
import requests

from server import BINARY, ROOT

STUB = pathlib.Path(os.environ.get("MILLRACE_S3_STUB", BINARY.parent / "tests/s3_stub"))


def boto(endpoint, **config):
    return boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret-example",
        config=botocore.config.Config(s3={"addressing_style": "path"}, proxies={}, **config))


class Emulator:
    """A server of tests/emulators/NAME.sh."""

    def __init__(self, name, *arguments):
        self.script = ROOT / "tests/emulators" / f"{name}.sh"
        env = dict(os.environ)
        env.setdefault("MILLRACE_TEST_VENV", sys.prefix)
        done = subprocess.run([str(self.script), "start", *arguments], env=env, capture_output=True,
                              text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        self.words = dict(word.split("=", 1) for word in done.stdout.split())
        self.endpoint = self.words["endpoint"]

    def stop(self):
        subprocess.run([str(self.script), "stop", self.words["pid"]], check=False, timeout=30)


class Stub:
    """The fast S3 server with faults. Keys and bodies through its own paths."""

    def __init__(self, tmp_path, *arguments):
        ready = tmp_path / "stub.ready"
        self.process = subprocess.Popen([str(STUB), "--port", "0", "--ready-file", str(ready), *arguments],
                                        stdout=subprocess.DEVNULL)
        end = time.monotonic() + 20
        while not ready.exists():
            assert self.process.poll() is None and time.monotonic() < end, "the stub did not start"
            time.sleep(0.02)
        self.endpoint = ready.read_text().strip().removeprefix("endpoint=")
        self.session = requests.Session()
        self.session.trust_env = False

    def _call(self, method, path, expect=(200, 204), **options):
        answer = self.session.request(method, self.endpoint + path, timeout=60, **options)
        assert answer.status_code in expect, (path, answer.status_code, answer.text[:500])
        return answer

    def make_bucket(self, bucket):
        self._call("PUT", f"/{bucket}")

    def put(self, bucket, key, body):
        self._call("PUT", f"/{bucket}/{urllib.parse.quote(key)}", data=body)

    def get(self, bucket, key):
        return self._call("GET", f"/{bucket}/{urllib.parse.quote(key)}").content

    def fill(self, bucket, prefix, count, body):
        self._call("GET", "/_fill", params={"bucket": bucket, "prefix": prefix, "count": count, "body": body})

    def keys(self, bucket, prefix=""):
        client = boto(self.endpoint)
        pages = client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def fault(self, **rule):
        self._call("GET", "/_faults", params=rule)

    def allow_pages_of(self, origin):
        """Pages of this origin may load objects ("*": all)."""
        self._call("GET", "/_mode", params={"cors": origin})

    def clear_faults(self):
        self._call("GET", "/_faults", params={"clear": 1})

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
