"""64 annotators label one project at once, by the cookies of their sessions, while a target takes their work in.

MILLRACE_ANNOTATE_SECONDS says how long (default 10)."""

import asyncio
import collections
import json
import os
import random
import time

import pytest
import requests

from connection import Connection, ask_all
from expected import TEXT_CONFIG, TEXT_RESULT, compact, object_of
from server import TOKEN
from test_server import submit

PEOPLE = 64
SECONDS = float(os.environ.get("MILLRACE_ANNOTATE_SECONDS", "10"))
TASKS_A_SECOND = 4000  # more than this machine's people can label, so that nobody runs out of tasks
PASSWORD = "wheel-and-water"


def invite(server, project):
    """Accounts of annotators who are members of the project: id -> headers of his session."""
    people = {}
    for i in range(PEOPLE):
        email = f"annotator{i}@example.com"
        account = server.post("/api/v1/accounts", {"email": email, "password": PASSWORD, "role": "annotator"})
        server.post(f"/api/v1/projects/{project}/members", {"email": email})
        session = requests.Session()
        assert submit(session, server.url + "/user/login", email=email, password=PASSWORD).status_code == 302
        people[account["id"]] = {"Cookie": "; ".join(f"{c.name}={c.value}" for c in session.cookies)}
    return people


class Day:
    """What the annotators did."""

    def __init__(self):
        self.requests = 0
        self.submitted = collections.Counter()  # (task, person) -> annotations
        self.skipped = collections.Counter()
        self.errors = []
        self.ran_out = 0

    async def ask(self, connection, method, path, expect, body=None):
        self.requests += 1
        status, answer = await connection.ask(method, path, body)
        if status not in expect:
            self.errors.append((method, path, status, answer[:300]))
        return status, json.loads(answer) if answer else None


async def label(server, project, person, headers, day, until):
    """next → a draft sometimes → an annotation or a skip, again and again."""
    chance = random.Random(person)
    async with Connection(server.url, headers) as connection:
        while time.monotonic() < until and not day.errors:
            status, task = await day.ask(connection, "GET", f"/api/projects/{project}/next/", (200, 404))
            if status == 404:
                day.ran_out += 1
                return
            if status != 200:
                return
            number = task["id"]
            work = {"result": TEXT_RESULT, "lead_time": round(chance.uniform(1, 9), 3)}
            kind = chance.random()
            if kind < 0.1:
                status, draft = await day.ask(connection, "POST", f"/api/tasks/{number}/drafts", (201,), work)
                if status == 201:
                    work["draft_id"] = draft["id"]
            elif kind < 0.2:
                work = {"result": [], "was_cancelled": True}
            status, _ = await day.ask(connection, "POST", f"/api/tasks/{number}/annotations/?project={project}", (201,), work)
            (day.skipped if "was_cancelled" in work else day.submitted)[number, person] += 1


async def label_together(server, project, people):
    day = Day()
    until = time.monotonic() + SECONDS
    await asyncio.gather(*(label(server, project, person, headers, day, until) for person, headers in people.items()))
    return day


def fill(server, project, count):
    headers = {"Authorization": f"Token {TOKEN}", "Content-Type": "application/json"}
    tasks = compact([{"data": {"text": f"text {i}"}} for i in range(count)])
    server.request("POST", f"/api/projects/{project}/import", expect=201, data=tasks, headers=headers)


@pytest.mark.parametrize("overlap", [1, 2])
def test_sixty_four_annotators(start, stub, overlap):
    server = start(env=stub.env)
    project = server.post("/api/projects/", {"title": "Many", "label_config": TEXT_CONFIG,
                                             "maximum_annotations": overlap})["id"]
    people = invite(server, project)
    tasks = int(SECONDS * TASKS_A_SECOND / overlap) + 1000
    fill(server, project, tasks)
    target = server.post("/api/storages/export/s3", {"project": project, "bucket": "labels"})

    day = asyncio.run(label_together(server, project, people))
    done = sum(day.submitted.values())
    print(f"overlap {overlap}: {done} annotations and {sum(day.skipped.values())} skips by {PEOPLE} annotators in {SECONDS:g} s, "
          f"{day.requests / SECONDS:.0f} requests/s")
    assert not day.errors, day.errors[:5]
    assert day.ran_out == 0 and done > PEOPLE
    assert {person for _, person in day.submitted} == set(people), "somebody got no work"
    assert max(day.submitted.values()) == 1, "one person labeled a task twice"
    labeled = collections.Counter(task for task, _ in day.submitted)
    assert max(labeled.values()) <= overlap, "more people on a task than its overlap asks for"
    if overlap == 2:
        assert max(labeled.values()) == 2
    check_counts(server, project, day, labeled, overlap)
    check_target(server, stub, project, target["id"], day)


def check_counts(server, project, day, labeled, overlap):
    """The project says what the annotators did."""
    shown = server.get(f"/api/projects/{project}/")
    assert shown["total_annotations_number"] == sum(day.submitted.values())
    assert shown["skipped_annotations_number"] == sum(day.skipped.values())
    assert shown["finished_task_number"] == sum(count == overlap for count in labeled.values())


def as_then(task, written):
    """An object shows its task as it was when the annotation was written; these members later annotations of
    the task changed."""
    then = {name: written[name] for name in ("updated_at", "is_labeled", "total_annotations", "cancelled_annotations")}
    return task | then | {"updated_by": [{"user_id": written["updated_by"]}]}


def check_target(server, stub, project, target, day):
    """Every annotation is in the bucket as the API shows it, and nothing else."""
    deadline = time.monotonic() + 120
    while server.post(f"/api/storages/export/s3/{target}/sync", {}, expect=200)["status"] != "completed":
        assert time.monotonic() < deadline, "the target is not complete"
    headers = {"Authorization": f"Token {TOKEN}"}
    numbers = sorted({task for task, _ in [*day.submitted, *day.skipped]})
    answers = asyncio.run(ask_all(server.url, headers, [f"/api/tasks/{n}/?resolve_uri=false" for n in numbers]))
    assert {status for status, _ in answers} == {200}
    tasks = [json.loads(body) for _, body in answers]
    wanted = [(annotation["id"], task) for task in tasks for annotation in task["annotations"]]
    assert len(wanted) == sum(day.submitted.values()) + sum(day.skipped.values())
    answers = asyncio.run(ask_all(server.url, headers, [f"/api/annotations/{number}/" for number, _ in wanted]))
    stored = asyncio.run(ask_all(stub.endpoint, {}, [f"/labels/{number}" for number, _ in wanted]))
    for (number, task), (_, shown), (status, written) in zip(wanted, answers, stored):
        assert status == 200, f"annotation {number} is not in the target"
        last = number == max(annotation["id"] for annotation in task["annotations"])
        seen = task if last else as_then(task, json.loads(written)["task"])
        assert written == object_of(json.loads(shown), seen), f"annotation {number} differs from its object"
    assert sorted(map(int, stub.keys("labels"))) == sorted(number for number, _ in wanted)
