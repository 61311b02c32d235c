"""Label Studio's REST API, asked of Label Studio and of Millrace by the same client, one after the other."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from report import Figure
from stage import TOKEN, Failure, LabelStudio, Millrace, RestServer
from texts import RESULT, TEXTS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "e2e"))
from connection import Connection  # noqa: E402

PEER = "Label Studio 1.23.2"
AIM = 50  # times the peer
TOGETHER = 16  # connections where a rate is measured
PAGE = 100  # tasks
HEADERS = {"Authorization": f"Token {TOKEN}"}


@dataclass
class Counts:
    """How often each server is asked; the peer less, so that the run ends."""

    annotations: int
    next_tasks: int
    pages: int
    exports: int


OURS, THEIRS = Counts(4000, 2000, 300, 3), Counts(120, 40, 12, 1)


@dataclass
class Measured:
    rate: float
    latencies: list[float]  # seconds, ascending
    cpu: float  # seconds of the server, per request or record

    def details(self) -> dict[str, float]:
        values = {"CPU ms": self.cpu * 1000}
        if len(self.latencies) > 1:
            percentiles = quantiles(self.latencies, n=100, method="inclusive")
            values = {"p50 ms": percentiles[49] * 1000, "p99 ms": percentiles[98] * 1000} | values
        return values


async def ask(server: RestServer, requests: list, connections: int, fresh: bool) -> list[float]:
    """Sends (method, path, body)s over some connections; the seconds of each, in any order."""
    waiting, seconds = iter(requests), []

    async def work():
        connection = Connection(server.url, HEADERS | ({"Connection": "close"} if fresh else {}))
        if not fresh:
            await connection.__aenter__()
        for method, path, body in waiting:
            began = time.perf_counter()
            if fresh:
                async with connection:
                    status, answer = await connection.ask(method, path, body)
            else:
                status, answer = await connection.ask(method, path, body)
            seconds.append(time.perf_counter() - began)
            if status >= 300:
                raise Failure(f"{method} {path} answered {status}: {answer[:300]}")
        if not fresh:
            await connection.__aexit__()

    await asyncio.gather(*(work() for _ in range(connections)))
    return seconds


class Run:
    """The measurements on one server."""

    def __init__(self, server: RestServer, counts: Counts, tasks: int):
        self.server, self.counts, self.tasks = server, counts, tasks
        # Label Studio's server adds 40 ms to each answer on a connection that is used again.
        self.fresh = isinstance(server, LabelStudio)
        self.figures: dict[str, Measured] = {}

    def requests(self, name: str, requests: list, connections: int = 1) -> None:
        cpu, began = self.server.cpu_seconds(), time.perf_counter()
        latencies = asyncio.run(ask(self.server, requests, connections, self.fresh))
        seconds = time.perf_counter() - began
        cpu = (self.server.cpu_seconds() - cpu) / len(requests)
        self.figures[name] = Measured(len(requests) / seconds, sorted(latencies), cpu)

    def whole(self, name: str, records: int, rounds: int, action) -> None:
        """`action` handles all `records` at once."""
        seconds, cpus = [], []
        for _ in range(rounds):
            cpu, began = self.server.cpu_seconds(), time.perf_counter()
            action()
            seconds.append(time.perf_counter() - began)
            cpus.append((self.server.cpu_seconds() - cpu) / records)
        self.figures[name] = Measured(records / median(seconds), [], median(cpus))

    def import_tasks(self) -> int:
        """One request with all tasks; the project."""
        project = self.server.project("Texts", TEXTS)
        tasks = [{"data": {"text": f"text {i} of the river"}} for i in range(self.tasks)]

        def send():
            answer = self.server.call("POST", f"/api/projects/{project}/import", tasks)
            if answer["task_count"] != self.tasks:
                raise Failure(f"{self.tasks} tasks were imported as {answer}")

        self.whole("import", self.tasks, 1, send)
        return project

    def list_pages(self, project: int) -> list[int]:
        """Pages from all over the project; the ids of some of its tasks."""
        last = self.tasks // PAGE
        count = self.counts.pages
        pages = [1 + i * (last - 1) // (count - 1) for i in range(count)]
        paths = [f"/api/tasks/?project={project}&page_size={PAGE}&page={page}" for page in pages]
        self.requests("pages", [("GET", path, None) for path in paths])
        ids = []
        for page in range(1, 3 + self.counts.annotations * 2 // PAGE):
            path = f"/api/tasks/?project={project}&page_size={PAGE}&page={last - page}"
            ids += [task["id"] for task in self.server.call("GET", path)["tasks"]]
        return ids

    def annotate(self, ids: list[int]) -> None:
        body = {"result": RESULT, "lead_time": 4.5}
        count = self.counts.annotations
        paths = [("POST", f"/api/tasks/{task}/annotations/", body) for task in ids[: 2 * count]]
        self.requests("create", paths[:count])
        self.requests("create together", paths[count:], TOGETHER)

    def label(self, project: int) -> None:
        """What an annotator does: next, submit; the time of next alone counts."""
        latencies, spent = [], 0.0
        for _ in range(self.counts.next_tasks):
            cpu = self.server.cpu_seconds()
            task = [("GET", f"/api/projects/{project}/next/", None)]
            latencies += asyncio.run(ask(self.server, task, 1, self.fresh))
            spent += self.server.cpu_seconds() - cpu
            number = self.server.call("GET", f"/api/projects/{project}/next/")["id"]
            self.server.call("POST", f"/api/tasks/{number}/annotations/", {"result": RESULT})
        self.figures["next"] = Measured(
            len(latencies) / sum(latencies), sorted(latencies), spent / len(latencies)
        )

    def export(self) -> None:
        """A project whose tasks all have an annotation."""
        project = self.server.project("Labeled", TEXTS)
        for begin in range(0, self.tasks, 10_000):
            tasks = [
                {"data": {"text": f"text {i} of the river"}, "annotations": [{"result": RESULT}]}
                for i in range(begin, min(begin + 10_000, self.tasks))
            ]
            self.server.call("POST", f"/api/projects/{project}/import", tasks)

        def receive():
            path = f"/api/projects/{project}/export?exportType=JSON"
            self.server.rest.request("GET", path, headers=HEADERS)
            body = self.server.rest.getresponse().read()
            if body.count(b'"from_name"') != self.tasks or len(json.loads(body)) != self.tasks:
                raise Failure(f"the export of {self.tasks} annotations holds something else")

        self.whole("export", self.tasks, self.counts.exports, receive)

    def everything(self) -> dict[str, Measured]:
        project = self.import_tasks()
        ids = self.list_pages(project)
        self.label(project)
        self.annotate(ids)
        self.export()
        return self.figures


def measure(setting) -> list[Figure]:
    if not setting.label_studio.exists():
        raise Failure(f"{setting.label_studio} is missing; `./test compat` installs it there")
    root = setting.folder("rest")
    tasks = max(10_000, setting.count(100_000))  # enough to annotate
    with LabelStudio(setting.label_studio, root) as server:
        theirs = Run(server, THEIRS, tasks).everything()
    with Millrace(setting.build, root, "data") as server:
        ours = Run(server, OURS, tasks).everything()
    names = {
        "create": ("annotations created, one after the other", "requests/s"),
        "create together": (f"annotations created, {TOGETHER} at once", "requests/s"),
        "next": (f"next task of {tasks:,}", "requests/s"),
        "pages": (f"pages of {PAGE} tasks of {tasks:,}", "pages/s"),
        "import": (f"import of {tasks:,} tasks", "tasks/s"),
        "export": (f"export of {tasks:,} annotations", "annotations/s"),
    }
    return [
        Figure(
            title,
            ours[name].rate,
            unit,
            peers={PEER: theirs[name].rate},
            aim=AIM,
            aim_share_of=PEER,
            details={"Millrace": ours[name].details(), PEER: theirs[name].details()},
        )
        for name, (title, unit) in names.items()
    ]
