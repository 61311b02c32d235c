"""The measurements. Each gives figures of Millrace beside limits taken right before or after."""

import base64
import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import browser_waits
import bucket
import data_manager
import exports
import providers
import rest
from report import Figure
from stage import TOKEN, Failure, Millrace, start_nginx, start_stub
from texts import RESULT, TEXTS, import_tasks

PICTURES = '<View><Image name="img" value="$image"/><Choices name="c" toName="img">'
PICTURES += '<Choice value="A"/><Choice value="B"/></Choices></View>'
IN_FLIGHT = 32  # objects at once, as Millrace asks an S3 store
# What every PUT of an export carries: the condition of a first write.
BARE_PUT = ("transfer_objects", "put", str(IN_FLIGHT), "PUT", "If-None-Match: *")
CONNECTIONS = 16  # of wrk
ROUNDS = 3  # of short measurements, ours and the limit in turns; their medians count


@dataclass
class Setting:
    build: Path  # the build directory
    root: Path  # scratch; each measurement has its own folder
    scale: float
    seconds: int  # of each wrk run
    label_studio: Path  # its program

    def count(self, full: int) -> int:
        return max(1000, round(full * self.scale))

    def folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir()
        return folder

    def limit(self, program: str, *arguments: str, lines: list[str] | None = None) -> dict:
        run = subprocess.run(
            [str(self.build / "bench" / program), *arguments],
            input=None if lines is None else "\n".join(lines) + "\n",
            capture_output=True,
            text=True,
        )
        if run.returncode != 0:
            raise Failure(f"{program} failed: {run.stderr.strip()}")
        return json.loads(run.stdout)

    def rate(self, *arguments, **options) -> float:
        figure = self.limit(*arguments, **options)
        return figure["count"] / figure["seconds"]


def sync_pictures(setting: Setting) -> list[Figure]:
    """Blob mode: 1,000,000 keys into SQLite, then the same again unchanged."""
    root = setting.folder("pictures")
    pictures = bucket.prepare_pictures(root, setting.count(1_000_000))
    with start_nginx(root) as nginx, Millrace(setting.build, root, "data") as server:
        url = f"{nginx.url}/{pictures.name}"
        walk = setting.rate("walk_listing", url)  # warms the pages
        project = server.project("Pictures", PICTURES)
        source = server.storage(
            project,
            "source",
            nginx.url,
            pictures.name,
            use_blob_urls=True,
            recursive_scan=True,
            regex_filter=r".*\.jpg",
        )

        cpu = server.cpu_seconds()
        first = server.sync(source)
        first_cpu = server.cpu_seconds() - cpu
        peak = server.peak_memory()
        if first["counts"]["new_tasks"] != pictures.count:
            raise Failure(f"{pictures.count} keys became {first['counts']}")
        walk = max(walk, setting.rate("walk_listing", url))
        insert = setting.rate("insert_rows", str(server.database), str(root / "rows.sqlite3"))

        cpu = server.cpu_seconds()
        again = server.sync(source)
        again_cpu = server.cpu_seconds() - cpu
        if again["counts"]["known"] != pictures.count:
            raise Failure(f"the second sync of {pictures.count} keys gave {again['counts']}")
        both = 1 / (1 / walk + 1 / insert)  # one after the other, as on one core
    keys = f"{pictures.count:,} keys"
    return [
        Figure(
            f"sync of {keys}, blob mode",
            pictures.count / first["seconds"],
            "tasks/s",
            {"bare walk of the pages": walk, "raw insert of the rows": insert, "walk, then insert": both},
            aim=100_000,
            cpu_seconds=first_cpu,
        ),
        Figure(
            f"sync of {keys} again, unchanged",
            pictures.count / again["seconds"],
            "keys/s",
            {"bare walk of the pages": walk},
            aim=300_000,
            cpu_seconds=again_cpu,
        ),
        Figure(
            f"peak memory of the sync of {keys}", peak / 1e6, "MB", aim=150, smaller=True
        ),
    ]


def sync_json(setting: Setting) -> list[Figure]:
    """50,000 small JSON objects, one task each."""
    root = setting.folder("json")
    tasks = bucket.prepare_tasks(root, setting.count(50_000))
    bare, ours, cpu = [], [], []
    with start_nginx(root) as nginx, Millrace(setting.build, root, "data") as server:
        urls = [f"{nginx.url}/{tasks.name}/{key}" for key in tasks.keys]
        setting.limit("transfer_objects", "get", str(IN_FLIGHT), lines=urls)  # warms the files
        for i in range(ROUNDS):
            bare.append(setting.rate("transfer_objects", "get", str(IN_FLIGHT), lines=urls))
            project = server.project(f"Texts {i}", TEXTS)
            source = server.storage(project, "source", nginx.url, tasks.name, recursive_scan=True)
            before = server.cpu_seconds()
            job = server.sync(source)
            cpu.append(server.cpu_seconds() - before)
            ours.append(tasks.count / job["seconds"])
            if job["counts"]["new_tasks"] != tasks.count:
                raise Failure(f"{tasks.count} objects became {job['counts']}")
    return [
        Figure(
            f"sync of {tasks.count:,} JSON objects",
            median(ours),
            "tasks/s",
            {"bare GET loop": median(bare)},
            aim=0.8,
            aim_share_of="bare GET loop",
            cpu_seconds=median(cpu),
        )
    ]


def wrk(setting: Setting, url: str, *arguments: str) -> float:
    """Requests a second; every answer must be 2xx or 3xx."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{setting.seconds}s", *arguments, url]
    run = subprocess.run(command, capture_output=True, text=True)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", run.stdout)
    if run.returncode != 0 or rate is None:
        raise Failure(f"wrk failed: {run.stdout}{run.stderr}")
    if "Non-2xx" in run.stdout or "Socket errors" in run.stdout:
        raise Failure(f"wrk on {url} met errors: {run.stdout}")
    return float(rate[1])


def export(setting: Setting) -> list[Figure]:
    """10,000 annotations into a bucket."""
    root = setting.folder("export")
    count = setting.count(10_000)
    buckets = [f"{name}{i}" for name in ("target", "limit") for i in range(ROUNDS)]
    bare, ours, cpu = [], [], []
    with (
        start_stub(setting.build, root, buckets) as stub,
        Millrace(setting.build, root, "data") as server,
    ):
        project = server.project("Texts", TEXTS)
        import_tasks(server, project, count, [{"result": RESULT, "lead_time": 4.5}])
        for i in range(ROUNDS):
            target = server.storage(project, "target", stub.url, f"target{i}")
            before = server.cpu_seconds()
            job = server.sync(target)
            cpu.append(server.cpu_seconds() - before)
            ours.append(count / job["seconds"])
            if job["counts"]["written"] != count:
                raise Failure(f"{count} annotations were exported as {job['counts']}")
            # Annotation ids are the object names; a fresh server counts them from 1.
            pairs = [
                f"{stub.url}/target{i}/{id} {stub.url}/limit{i}/{id}" for id in range(1, count + 1)
            ]
            bare.append(setting.rate(*BARE_PUT, lines=pairs))
    return [
        Figure(
            f"export of {count:,} annotations",
            median(ours),
            "objects/s",
            {"bare PUT loop": median(bare)},
            aim=0.8,
            aim_share_of="bare PUT loop",
            cpu_seconds=median(cpu),
        )
    ]


def annotate(setting: Setting) -> list[Figure]:
    """Annotations created one by one while a target is attached that takes them in."""
    root = setting.folder("annotate")
    count = 1000
    empty, commits, ours = [], [], []
    with (
        start_stub(setting.build, root, ["target"]) as stub,
        Millrace(setting.build, root, "data") as server,
    ):
        project = server.project("Texts", TEXTS)
        import_tasks(server, project, count, [])
        server.sync(server.storage(project, "target", stub.url, "target"))
        first = server.call("GET", f"/api/tasks?project={project}&page_size=1")["tasks"][0]["id"]
        script = root / "annotate.lua"
        script.write_text(ANNOTATE.format(token=TOKEN, first=first, count=count))
        for i in range(ROUNDS):
            empty.append(wrk(setting, f"{server.url}/health"))
            commits.append(setting.rate("commit_rows", str(root / f"rows{i}.sqlite3"), "2"))
            ours.append(wrk(setting, server.url, "-s", str(script)))
    return [
        Figure(
            "annotations created, target attached",
            median(ours),
            "requests/s",
            {"commits of one raw row, FULL": median(commits), "empty handler": median(empty)},
            note=f"{CONNECTIONS} connections; requests that wait together share a commit, and "
            "exports run meanwhile",
        )
    ]


ANNOTATE = """
local body = '{{"result": [{{"from_name": "c", "to_name": "txt", "type": "choices", ' ..
  '"value": {{"choices": ["A"]}}}}], "lead_time": 4.5}}'
local headers = {{["Authorization"] = "Token {token}", ["Content-Type"] = "application/json"}}
local round = 0
request = function()
  local task = {first} + round % {count}
  round = round + 1
  return wrk.format("POST", "/api/tasks/" .. task .. "/annotations/", headers, body)
end
"""


def redirects(setting: Setting) -> list[Figure]:
    """Presigned redirects of one task's picture."""
    root = setting.folder("redirects")
    pictures = bucket.prepare_pictures(root, 1000)
    with start_nginx(root) as nginx, Millrace(setting.build, root, "data") as server:
        project = server.project("Pictures", PICTURES)
        source = server.storage(
            project, "source", nginx.url, pictures.name, use_blob_urls=True, recursive_scan=True
        )
        server.sync(source)
        query = f"/api/tasks?project={project}&page_size=1&fields=all&resolve_uri=false"
        task = server.call("GET", query)["tasks"][0]
        uri = base64.urlsafe_b64encode(task["data"]["image"].encode()).decode()
        url = f"{server.url}/tasks/{task['id']}/resolve/?fileuri={uri}"
        empty, ours = [], []
        for _ in range(ROUNDS):
            empty.append(wrk(setting, f"{server.url}/health"))
            ours.append(wrk(setting, url, "-H", f"Authorization: Token {TOKEN}"))
    return [
        Figure(
            "presigned redirects",
            median(ours),
            "requests/s",
            {"empty handler": median(empty)},
            aim=0.5,
            aim_share_of="empty handler",
            note=f"{CONNECTIONS} connections",
        )
    ]


def start(setting: Setting) -> list[Figure]:
    """From the start of the process to its first answer, on a new and on a used data directory."""
    root = setting.folder("start")
    with Millrace(setting.build, root, "data") as server:
        first = server.seconds
    again = []
    for _ in range(ROUNDS):
        with Millrace(setting.build, root, "data") as server:
            again.append(server.seconds)
    return [
        Figure("first start to first answer", first, "s", aim=0.3, smaller=True),
        Figure("later start to first answer", median(again), "s", aim=0.3, smaller=True),
    ]


ALL = {
    "pictures": sync_pictures,
    "json": sync_json,
    "export": export,
    "annotate": annotate,
    "redirects": redirects,
    "start": start,
    "data_manager": data_manager.measure,
    "providers": providers.measure,
}
# Measured when they are asked for: they need Label Studio and some ten minutes, or Chromium.
BESIDE = {"rest": rest.measure, "exports": exports.measure, "browser": browser_waits.measure}
