"""One storage of each kind with its server, and the bare client loop that is the limit for it."""

import base64
import hashlib
import hmac
import http.client
import os
import subprocess
import urllib.parse
from datetime import datetime, timedelta, timezone
from pathlib import Path

from stage import Failure, Server, find_program, free_port, start_stub

IN_FLIGHT = "32"  # requests at once, as Millrace keeps them

AZURE_ACCOUNT = "devstoreaccount1"  # of the emulator, with its public key
AZURE_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


class Missing(Failure):
    """An emulator is not installed."""


def emulator(name: str) -> str:
    """Emulators of Go and Node stand where ./test put them."""
    built = Path(__file__).resolve().parent.parent / "build" / "emulators"
    path = Path(os.environ.get("MILLRACE_EMULATORS", built)) / name
    if not path.exists():
        raise Missing(f"{path} is missing; ./test conformance puts it there")
    return str(path)


def call(server: Server, method: str, path: str, body: str = "", headers=None) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    if answer.status >= 300:
        raise Failure(f"{method} {path} answered {answer.status}: {answer.read()[:300]}")
    connection.close()


class HttpPeer:
    """Buckets over HTTP. `source` and `target` give the parameters of storages; buckets are
    named source, target0, limit0, target1, …"""

    write_method, write_headers, first_write = "PUT", [], ["If-None-Match: *"]

    def __init__(self, setting, root: Path, rounds: int):
        self.setting, self.root = setting, root
        self.buckets = ["source"] + [f"{n}{i}" for n in ("target", "limit") for i in range(rounds)]

    def __enter__(self):
        self.server = self.start()
        return self

    def __exit__(self, *_):
        self.server.stop()

    def fill(self, bodies: dict[str, str]) -> None:
        lines = [f"{self.write_url('source', key)} {body}" for key, body in bodies.items()]
        command = ["transfer_objects", "fill", IN_FLIGHT, self.write_method, *self.write_headers]
        self.setting.limit(*command, lines=lines)
        self.keys = list(bodies)

    def bare_read(self) -> float:
        lines = [self.read_url("source", key) for key in self.keys]
        return self.setting.rate("transfer_objects", "get", IN_FLIGHT, lines=lines)

    def bare_write(self, i: int, keys: list[str]) -> float:
        lines = [
            f"{self.read_url(f'target{i}', key)} {self.write_url(f'limit{i}', key, True)}"
            for key in keys
        ]
        command = ["transfer_objects", "put", IN_FLIGHT, self.write_method]
        return self.setting.rate(*command, *self.write_headers, *self.first_write, lines=lines)

    read_limit, write_limit = "bare GET loop", "bare PUT loop"


class S3(HttpPeer):
    kind, counts = "s3", (20_000, 10_000)

    def start(self):
        return start_stub(self.setting.build, self.root, self.buckets)

    def params(self, bucket: str) -> dict:
        return {
            "bucket": bucket,
            "s3_endpoint": self.server.url,
            "region_name": "us-east-1",
            "aws_access_key_id": "AKIDBENCH",
            "aws_secret_access_key": "bench",
        }

    def read_url(self, bucket: str, key: str) -> str:
        return f"{self.server.url}/{bucket}/{key}"

    def write_url(self, bucket: str, key: str, first: bool = False) -> str:
        return self.read_url(bucket, key)


class Gcs(HttpPeer):
    kind, counts = "gcs", (5_000, 5_000)
    write_method, first_write = "POST", []

    def start(self):
        port = free_port()
        command = [emulator("fake-gcs-server"), "-scheme", "http", "-host", "127.0.0.1"]
        command += ["-port", str(port), "-backend", "memory", "-log-level", "error"]
        command += ["-public-host", f"127.0.0.1:{port}", "-external-url", f"http://127.0.0.1:{port}"]
        server = Server(command, port, "/storage/v1/b", self.root / "gcs.log")
        for bucket in self.buckets:
            json = {"Content-Type": "application/json"}
            call(server, "POST", "/storage/v1/b?project=bench", f'{{"name": "{bucket}"}}', json)
        return server

    def params(self, bucket: str) -> dict:
        return {"bucket": bucket, "gcs_endpoint": self.server.url}

    def read_url(self, bucket: str, key: str) -> str:
        name = urllib.parse.quote(key, safe="")
        return f"{self.server.url}/storage/v1/b/{bucket}/o/{name}?alt=media"

    def write_url(self, bucket: str, key: str, first: bool = False) -> str:
        query = f"uploadType=media&name={urllib.parse.quote(key, safe='')}"
        query += "&ifGenerationMatch=0" if first else ""
        return f"{self.server.url}/upload/storage/v1/b/{bucket}/o?{query}"


class Azure(HttpPeer):
    kind, counts = "azure-blob", (2_000, 2_000)
    write_headers = ["x-ms-blob-type: BlockBlob"]

    def start(self):
        port = free_port()
        command = [emulator("azurite/node_modules/.bin/azurite-blob"), "--silent"]
        command += ["--blobHost", "127.0.0.1", "--blobPort", str(port), "--inMemoryPersistence"]
        command += ["--skipApiVersionCheck", "--disableTelemetry"]
        server = Server(command, port, "/", self.root / "azure.log")
        for bucket in self.buckets:
            path = f"/{AZURE_ACCOUNT}/{bucket}?restype=container&{self.token()}"
            call(server, "PUT", path, headers={"Content-Length": "0"})
        return server

    @staticmethod
    def token() -> str:
        """An account SAS, so that the bare loop need not sign."""
        expiry = (datetime.now(timezone.utc) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        version = "2019-12-12"
        fields = [AZURE_ACCOUNT, "rwdlac", "b", "co", "", expiry, "", "", version, ""]
        key = base64.b64decode(AZURE_KEY)
        digest = hmac.new(key, "\n".join(fields).encode(), hashlib.sha256).digest()
        query = {"sv": version, "ss": "b", "srt": "co", "sp": "rwdlac", "se": expiry}
        return urllib.parse.urlencode(query | {"sig": base64.b64encode(digest)})

    def params(self, bucket: str) -> dict:
        return {
            "container": bucket,
            "account_name": AZURE_ACCOUNT,
            "account_key": AZURE_KEY,
            "endpoint": f"{self.server.url}/{AZURE_ACCOUNT}",
        }

    def read_url(self, bucket: str, key: str) -> str:
        return f"{self.server.url}/{AZURE_ACCOUNT}/{bucket}/{key}?{self.token()}"

    def write_url(self, bucket: str, key: str, first: bool = False) -> str:
        return self.read_url(bucket, key)


class Redis:
    kind, counts = "redis", (100_000, 50_000)
    read_limit, write_limit = "bare SCAN and MGET", "bare pipeline of SET NX"

    def __init__(self, setting, root: Path, rounds: int):
        self.setting, self.root = setting, root

    def __enter__(self):
        port = free_port()
        command = [find_program("redis-server"), "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--save", "", "--dir", str(self.root)]
        self.server = Server(command, port, None, self.root / "redis.log")
        return self

    def __exit__(self, *_):
        self.server.stop()

    def params(self, bucket: str) -> dict:
        return {
            "host": "127.0.0.1",
            "port": str(self.server.port),
            "db": 1 if bucket == "source" else 2,
            "path": f"{bucket}:",
        }

    def fill(self, bodies: dict[str, str]) -> None:
        lines = [f"source:{key} {body}" for key, body in bodies.items()]
        self.setting.limit("redis_values", "fill", str(self.server.port), "1", lines=lines)

    def bare_read(self) -> float:
        return self.setting.rate("redis_values", "get", str(self.server.port), "1", "source:")

    def bare_write(self, i: int, keys: list[str]) -> float:
        words = ["copy", str(self.server.port), "2", f"target{i}:", f"limit{i}:"]
        return self.setting.rate("redis_values", *words)


class Local:
    kind, counts = "local", (50_000, 10_000)
    read_limit, write_limit = "bare reads, 4 threads", "bare writes with fsync, 4 threads"

    def __init__(self, setting, root: Path, rounds: int):
        self.setting, self.root = setting, root / "files"
        self.root.mkdir()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def params(self, bucket: str) -> dict:
        path = self.root / bucket
        path.mkdir(exist_ok=True)
        return {"path": str(path)}

    def fill(self, bodies: dict[str, str]) -> None:
        for key, body in bodies.items():
            path = self.root / "source" / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body)
        subprocess.run(["sync", "-f", str(self.root)], check=True)

    def bare_read(self) -> float:
        return self.setting.rate("local_files", "read", str(self.root / "source"))

    def bare_write(self, i: int, keys: list[str]) -> float:
        words = [str(self.root / f"target{i}"), str(self.root / f"limit{i}")]
        return self.setting.rate("local_files", "copy", *words)


PEERS = {peer.kind: peer for peer in (S3, Gcs, Azure, Redis, Local)}
