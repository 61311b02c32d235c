"""Fixtures: servers and stores that end with their test. For this folder and for tests/web."""

import importlib.util
import pathlib

import pytest

from peers import Emulator, Stub, boto
from scripted_s3 import ScriptedS3
from server import Server, s3_environment
from stores import AzureContainer, Directory, GoogleBucket, RedisDatabase, S3Bucket


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def start(data_dir):
    """start(*arguments, **options) starts a server on `data_dir`; all are stopped at the end."""
    servers = []

    def begin(*arguments, **options):
        server = Server(options.pop("data_dir", data_dir), *arguments, **options)
        servers.append(server)
        return server

    yield begin
    for server in servers:
        if server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="session")
def moto():
    emulator = Emulator("moto")
    yield emulator
    emulator.stop()


@pytest.fixture
def bucket(moto, request):
    """An empty bucket in moto: its name; the client is bucket.client."""
    class Bucket(str):
        client = boto(moto.endpoint)
        env = s3_environment(moto.endpoint)

        def keys(self):
            pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=str(self))
            return [item["Key"] for page in pages for item in page.get("Contents", [])]

        def read(self, key):
            return self.client.get_object(Bucket=str(self), Key=key)["Body"].read()

        def put(self, key, body):
            self.client.put_object(Bucket=str(self), Key=key, Body=body)

    name = Bucket("t-" + "".join(c if c.isalnum() else "-" for c in request.node.name.lower())[:50].strip("-"))
    name.client.create_bucket(Bucket=str(name))
    return name


@pytest.fixture
def stub(tmp_path):
    server = Stub(tmp_path, "--bucket", "cats", "--bucket", "labels")
    server.env = s3_environment(server.endpoint)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def fake_gcs():
    emulator = Emulator("fake_gcs")
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def azurite():
    emulator = Emulator("azurite")
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def redis_server():
    emulator = Emulator("redis")
    yield emulator
    emulator.stop()


@pytest.fixture
def make(request, tmp_path):
    """make(kind, name) gives an empty store of that kind."""
    fixture = request.getfixturevalue

    def store(kind, name):
        name = f"{name}-{abs(hash(request.node.nodeid)) % 10**8}"
        if kind == "gcs":
            return GoogleBucket(fixture("fake_gcs"), name)
        if kind == "azure-blob":
            return AzureContainer(fixture("azurite"), name)
        if kind == "redis":
            return RedisDatabase(fixture("redis_server"), name + ":", 1 if name.startswith("source") else 2)
        if kind == "s3":
            return S3Bucket(fixture("stub"), name)
        return Directory(tmp_path / name)

    return store


@pytest.fixture
def s3():
    """A bucket "cats" whose refusals the test scripts."""
    server = ScriptedS3()
    server.env = s3_environment(server.endpoint) | {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}
    yield server
    server.stop()


def package_directory(name):
    """Where an installed package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    assert spec is not None, f"the package {name} of tests/e2e/data.txt is not installed"
    return pathlib.Path(spec.origin).parent


@pytest.fixture(scope="session")
def photographs():
    """Real photographs: name -> bytes."""
    files = [*package_directory("skimage").glob("data/*.jpg"), *package_directory("skimage").glob("data/*.png"),
             *package_directory("sklearn").glob("datasets/images/*.jpg")]
    assert len(files) >= 4, files
    return {f.name: f.read_bytes() for f in sorted(files)}


@pytest.fixture(scope="session")
def texts():
    """Real texts: name -> text."""
    files = sorted(package_directory("sklearn").glob("datasets/descr/*.rst"))
    assert len(files) >= 4
    return {f.stem: f.read_text() for f in files}
