"""Pages of a million tasks by the usual filters and orders of the data manager, while somebody labels."""

import http.client
import json
import random
import threading
import time
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote

from report import Figure
from stage import Failure, Millrace, TOKEN
from texts import RESULT, TEXTS

TASKS = 1_000_000
OF_FILE = 1000  # tasks of one object of the storage
PAGE = 100
ROUNDS = 34  # of each list: a first, a deep and a last page in each
AIM = 50  # ms
LIMIT = "the same page, its tasks named by their ids"
HEADERS = {"Authorization": f"Token {TOKEN}"}
# What the web app's table asks for.
MEMBERS = "id,inner_id,data,created_at,updated_at,completed_at,is_labeled,total_annotations,cancelled_annotations,"
MEMBERS += "total_predictions,annotators,updated_by,storage_filename,file_upload"


def task(i: int) -> dict:
    """Every tenth is labeled, every fifth has a prediction."""
    made = {
        "data": {
            "text": f"text {i} of the river, as the mill heard it",
            "number": i * 7919 % 1000,
            "place": {"name": f"place {i * 31 % 5000}", "at": {"lon": i % 360, "lat": i % 180}},
        }
    }
    if i % 10 == 0:
        made["annotations"] = [{"result": RESULT, "lead_time": i % 60 + 0.5}]
    if i % 5 == 0:
        made["predictions"] = [{"result": RESULT, "score": i % 97 / 97, "model_version": f"v{i % 2}"}]
    return made


def fill(server, folder: Path, count: int) -> int:
    """A project whose tasks come from a storage."""
    source = folder / "source"
    source.mkdir()
    for begin in range(0, count, OF_FILE):
        lines = (json.dumps(task(i)) for i in range(begin, min(begin + OF_FILE, count)))
        (source / f"river-{begin // OF_FILE:04}.jsonl").write_text("\n".join(lines))
    project = server.project("Texts", TEXTS)
    job = server.sync(server.connect(project, "source", "local", {"path": str(source)}))
    if job["counts"]["new_tasks"] != count:
        raise Failure(f"{count} tasks became {job['counts']}")
    return project


def filters(count: int, first: dict, last: dict, account: int) -> dict[str, list]:
    """What people filter by; those behind "data" and below must be looked for in texts."""

    def one(column, operator, value, type_="Number"):
        return [{"filter": f"filter:tasks:{column}", "operator": operator, "type": type_, "value": value}]

    created = {"min": first["created_at"], "max": last["created_at"]}
    return {
        "none": [],
        "id in a range": one("id", "in", {"min": first["id"] + count // 4, "max": first["id"] + count // 2}),
        "annotated": one("completed_at", "empty", False, "Datetime"),
        "created between": one("created_at", "in", created, "Datetime"),
        "completed since": one("completed_at", "greater", first["created_at"], "Datetime"),
        "total_annotations > 0": one("total_annotations", "greater", 0),
        "annotators contains": one("annotators", "contains", account, "List"),
        "prediction score > 0.5": one("predictions_score", "greater", 0.5),
        "score > 0.5, not annotated": one("predictions_score", "greater", 0.5) + one("total_annotations", "equal", 0),
        "a number of the data = 7": one("data.number", "equal", 7),
        "a number of the data > 900": one("data.number", "greater", 900),
        "a text of the data contains": one("data.text", "contains", "77 of", "String"),
        "a nested text = place 77": one("data.place.name", "equal", "place 77", "String"),
        "annotation result contains": one("annotations_results", "contains", '"A"', "String"),
        "storage key contains": one("storage_filename", "contains", "-001", "String"),
    }


ORDERS = ("tasks:id", "-tasks:id", "-tasks:completed_at", "tasks:data.number", "-tasks:data.text")


class Lists:
    """Views of one project, and the time of a page of them."""

    def __init__(self, server, project: int):
        self.server, self.project, self.chance = server, project, random.Random(1)

    def view(self, items: list, ordering: list) -> int:
        data = {"filters": {"conjunction": "and", "items": items}, "ordering": ordering}
        return self.server.call("POST", "/api/dm/views", {"project": self.project, "data": data})["id"]

    def page(self, of: str, number: int = 1) -> tuple[float, dict]:
        path = f"/api/tasks?{of}&page_size={PAGE}&page={number}&fields=all&include={MEMBERS}&resolve_uri=false"
        began = time.perf_counter()
        self.server.rest.request("GET", path, headers=HEADERS)
        answer = self.server.rest.getresponse()
        body = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200:
            raise Failure(f"{path} answered {answer.status}: {body[:300]}")
        return took, json.loads(body)

    def by_ids(self, ids: list[int]) -> float:
        query = json.dumps({"selectedItems": {"all": False, "included": ids}}, separators=(",", ":"))
        return self.page(f"project={self.project}&query={quote(query)}")[0]

    def label(self, task_id: int) -> None:
        self.server.call("POST", f"/api/tasks/{task_id}/annotations/", {"result": RESULT, "lead_time": 2})

    def measure(self, name: str, items: list, ordering: list, change) -> Figure:
        """Before every second page a task changes."""
        of = f"view={self.view(items, ordering)}"
        cold, body = self.page(of)
        if "partial" in body:
            raise Failure(f"{name}: {body['partial']}")
        ids = [task["id"] for task in body["tasks"]]
        pages = -(-body["total"] // PAGE)
        times, limit = [], []
        for i in range(ROUNDS * 3):
            if i % 2 == 0:
                change()
            limit.append(self.by_ids(ids))
            times.append(self.page(of, (1, max(1, pages // 2), max(1, pages))[i % 3])[0])
        mine, bare = quantiles(times, n=100, method="inclusive"), quantiles(limit, n=100, method="inclusive")
        details = {"Millrace": {"p50 ms": mine[49], "p99 ms": mine[98], "first ms": cold, "tasks": body["total"]}}
        return Figure(f"{name}, p99", mine[98], "ms", {LIMIT: bare[98]}, aim=AIM, smaller=True, details=details)


def beside(server, lists: Lists, ids: list[int]) -> Figure:
    """Does who looks through texts, again and again for another one, keep others waiting?"""
    alone = [lists.by_ids(ids) for _ in range(200)]
    ended = threading.Event()

    def look() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
        for i in range(1_000_000):
            if ended.is_set():
                break
            connection.request("GET", f"/api/tasks?project={lists.project}&search=mill+{i}", headers=HEADERS)
            connection.getresponse().read()

    lookers = [threading.Thread(target=look) for _ in range(4)]
    for looker in lookers:
        looker.start()
    meanwhile = []
    until = time.monotonic() + 10
    while time.monotonic() < until:
        meanwhile.append(lists.by_ids(ids))
    ended.set()
    for looker in lookers:
        looker.join()
    mine, bare = (quantiles(times, n=100, method="inclusive") for times in (meanwhile, alone))
    details = {"Millrace": {"p50 ms": mine[49], "p99 ms": mine[98]}}
    return Figure("a page by ids while 4 others look through texts, p99", mine[98], "ms", {"alone": bare[98]},
                  aim=AIM, smaller=True, details=details)


def measure(setting) -> list[Figure]:
    count = max(10_000, setting.count(TASKS))
    root = setting.folder("data_manager")
    with Millrace(setting.build, root, "data", "--local-root", str(root)) as server:
        project = fill(server, root, count)
        lists = Lists(server, project)
        account = server.call("GET", "/api/current-user/whoami")["id"]
        beginning, body = lists.page(f"project={project}")
        first = body["tasks"][0]
        last = lists.page(f"project={project}", count // PAGE)[1]["tasks"][-1]

        def change() -> None:
            lists.label(lists.chance.randrange(first["id"], last["id"]))

        change()
        figures = [
            lists.measure(f"filter: {name}", items, [], change)
            for name, items in filters(count, first, last, account).items()
        ]
        figures += [lists.measure(f"order: {name}", [], [name], change) for name in ORDERS]
        figures.append(beside(server, lists, [task["id"] for task in body["tasks"]]))
    return figures
