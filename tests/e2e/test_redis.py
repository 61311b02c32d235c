"""What the guide asks of Redis alone, from end to end: databases, passwords, restarts."""

import json
import socket
import subprocess
import threading
import time

import pytest
import redis

from expected import TEXT_CONFIG
from server import cli, config_file


def fill(client, count, first=0):
    pipe = client.pipeline(transaction=False)
    for i in range(first, first + count):
        pipe.set(f"task:{i}", json.dumps({"data": {"text": f"text {i}"}}))
    pipe.execute()


def of_redis(port, **more):
    return {"host": "127.0.0.1", "port": str(port)} | more


class OwnRedis:
    """A Redis of one test, which may start it anew."""

    def __init__(self, directory, port, *settings):
        self.directory, self.port, self.settings = directory, port, settings
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.directory),
             "--save", "", "--appendonly", "yes", *self.settings],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 30
        while True:
            try:
                return redis.Redis(port=self.port).ping()
            except redis.exceptions.RedisError:
                assert self.process.poll() is None and time.monotonic() < end, "redis-server did not start"
                time.sleep(0.02)

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Relay:
    """Stands before a Redis and holds its answers once `limit` bytes of them went through."""

    def __init__(self, port, limit):
        self.upstream, self.left = port, limit
        self.reached, self.restarted = threading.Event(), threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.upstream))
            except OSError:
                client.close()
                continue
            for source, sink, counted in ((client, server, False), (server, client, True)):
                threading.Thread(target=self.pump, args=(source, sink, counted), daemon=True).start()

    def pump(self, source, sink, counted):
        try:
            while data := source.recv(1 << 16):
                self.left -= len(data) if counted else 0
                if counted and self.left < 0 and not self.restarted.is_set():
                    self.reached.set()
                    self.restarted.wait(60)
                    break
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@pytest.fixture
def own_redis(tmp_path, redis_server):
    # The emulator found its port free; the next ones are as likely to be.
    directory = tmp_path / "redis"
    directory.mkdir()
    server = OwnRedis(directory, int(redis_server.words["port"]) + 1)
    yield server
    server.stop()


def test_one_database_is_not_source_and_target(start, redis_server, tmp_path):
    port = redis_server.words["port"]
    server = start("cats", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG)).synced()
    project = server.project("cats")["id"]
    source = server.post("/api/storages/redis/", of_redis(port, project=project, path="one-database:"))
    assert source["db"] == 1
    # Another address of the same server.
    refused = server.request("POST", "/api/storages/export/redis", expect=400,
                             json={"host": "localhost", "port": port, "project": project, "db": 1})
    assert "database 1 of Redis at localhost" in refused.text and "different databases" in refused.text
    target = server.post("/api/storages/export/redis", of_redis(port, project=project, path="one-database:"))
    assert target["db"] == 2
    # Nor may it become so later.
    refused = server.request("PATCH", f"/api/storages/redis/{source['id']}", expect=400, json={"db": 2})
    assert "different databases" in refused.text
    assert "password" not in source or source["password"] is None


def test_a_password_is_asked_for(start, own_redis, tmp_path):
    client = redis.Redis(port=own_redis.port, db=1)
    fill(client, 3)
    client.config_set("requirepass", "hunter2-redis")
    line = ["cats", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG), "--source", "redis", "--source-params",
            json.dumps({"port": own_redis.port, "path": "task:"})]
    refused = cli("start", *line, "--port", "0", "--no-browser", data_dir=tmp_path / "other")
    assert refused.returncode != 0
    assert "asks for a password" in refused.stderr + refused.stdout
    server = start(*line, env={"REDIS_PASSWORD": "hunter2-redis"}).synced()
    assert server.project("cats")["task_number"] == 3
    assert not any("hunter2-redis" in line for line in server.lines)


def test_a_restart_of_redis_during_a_sync_loses_and_repeats_nothing(start, own_redis, tmp_path):
    client = redis.Redis(port=own_redis.port, db=1)
    count = 60_000
    fill(client, count)
    client.rpush("task:list", "1")
    server = start("cats", "--init", "--label-config", config_file(tmp_path, TEXT_CONFIG)).synced()
    project = server.project("cats")["id"]
    relay = Relay(own_redis.port, limit=1_500_000)
    storage = server.post("/api/storages/redis/", of_redis(relay.port, project=project, path="task:"))
    handle = server.post(f"/api/v1/storages/{storage['id']}/sync", {}, expect=202)["job"]
    assert relay.reached.wait(60), "it was read before the restart"
    own_redis.stop()
    own_redis.start()
    relay.restarted.set()
    job = server.wait_for_job(handle)
    assert any("a scan begins again" in line and "started anew" in line for line in server.lines)
    assert job["state"] == "completed_with_errors", job
    assert job["counts"]["new_tasks"] == count
    assert job["counts"]["failed"] == 1
    assert "holds a list" in json.dumps(job["problems"])
    texts = {task["data"]["text"] for task in server.tasks(project)}
    assert texts == {f"text {i}" for i in range(count)}
    relay.listener.close()
