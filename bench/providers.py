"""Every kind of storage: tasks in and annotations out, beside a bare client on the same server."""

import sys
from statistics import median

import bucket
from peers import PEERS, Missing
from report import Figure
from stage import Failure, Millrace
from texts import RESULT, TEXTS, import_tasks

ROUNDS = 2
AIMS = {"redis": (100_000, 50_000)}  # values a second; else a share


def measure(setting) -> list[Figure]:
    """Each kind of storage, in and out."""
    figures = []
    for kind, peer_class in PEERS.items():
        print(f"  {kind}", file=sys.stderr)
        try:
            figures += _measure_one(setting, kind, peer_class)
        except Missing as missing:
            print(f"  skipped: {missing}", file=sys.stderr)
    return figures


def _measure_one(setting, kind: str, peer_class) -> list[Figure]:
    root = setting.folder(kind)
    objects, annotations = (setting.count(full) for full in peer_class.counts)
    with (
        peer_class(setting, root, ROUNDS) as peer,
        Millrace(setting.build, root, "data", "--local-root", str(root)) as server,
    ):
        peer.fill(bucket.task_bodies(objects))
        read = _sync_in(peer, server, objects)
        written = _export(peer, server, annotations)
    aims = AIMS.get(kind)
    return [
        Figure(
            f"{kind}: sync of {objects:,} JSON objects",
            median(read.ours),
            "tasks/s",
            {peer.read_limit: median(read.bare)},
            aim=aims[0] if aims else 0.8,
            aim_share_of="" if aims else peer.read_limit,
            cpu_seconds=median(read.cpu),
        ),
        Figure(
            f"{kind}: export of {annotations:,} annotations",
            median(written.ours),
            "objects/s",
            {peer.write_limit: median(written.bare)},
            aim=aims[1] if aims else 0.8,
            aim_share_of="" if aims else peer.write_limit,
            cpu_seconds=median(written.cpu),
        ),
    ]


class _Rounds:
    def __init__(self):
        self.ours, self.bare, self.cpu = [], [], []

    def run(self, server: Millrace, storage: int, counter: str, count: int) -> None:
        before = server.cpu_seconds()
        job = server.sync(storage)
        self.cpu.append(server.cpu_seconds() - before)
        self.ours.append(count / job["seconds"])
        if job["counts"][counter] != count:
            raise Failure(f"{count} objects became {job['counts']}")


def _sync_in(peer, server: Millrace, count: int) -> _Rounds:
    rounds = _Rounds()
    peer.bare_read()  # warms both sides
    for i in range(ROUNDS):
        rounds.bare.append(peer.bare_read())
        project = server.project(f"In {i}", TEXTS)
        params = peer.params("source") | {"recursive_scan": True}
        source = server.connect(project, "source", peer.kind, params)
        rounds.run(server, source, "new_tasks", count)
    return rounds


def _export(peer, server: Millrace, count: int) -> _Rounds:
    rounds = _Rounds()
    project = server.project("Out", TEXTS)
    import_tasks(server, project, count, [{"result": RESULT, "lead_time": 4.5}])
    # Annotation ids are the object names; a fresh server counts them from 1.
    keys = [str(id) for id in range(1, count + 1)]
    for i in range(ROUNDS):
        target = server.connect(project, "target", peer.kind, peer.params(f"target{i}"))
        rounds.run(server, target, "written", count)
        rounds.bare.append(peer.bare_write(i, keys))
    return rounds
