"""Exports of 100,000 labeled images, beside the converter of label-studio-sdk on the same tasks."""

import http.client
import io
import json
import subprocess
import time
import zipfile
from pathlib import Path

from report import Figure
from stage import TOKEN, Failure, Millrace

CONVERTER = "label-studio-sdk 2.1.2"
BOXES = 5  # in each image
LABELS = ("Cat", "Dog", "Car")
CONFIG = '<View><Image name="image" value="$image"/><RectangleLabels name="box" toName="image">'
CONFIG += "".join(f'<Label value="{label}"/>' for label in LABELS) + "</RectangleLabels></View>"
BATCH = 10_000  # tasks of an import

# Run by the peer's Python: converts and packs as Label Studio does, then tells seconds, those of
# the processor, and peak KiB.
CONVERT = """
import json, resource, shutil, sys, time
from pathlib import Path
from label_studio_sdk.converter import Converter
source, folder, kind, config = sys.argv[1:]
began = time.perf_counter()
converter = Converter(Path(config).read_text(), project_dir=None, download_resources=False)
converter.convert(source, folder, kind, is_dir=False)
shutil.make_archive(folder, "zip", folder)
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def box(task: int, number: int) -> dict:
    value = {"x": task % 60, "y": number * 15, "width": 20.5, "height": 10.25, "rotation": 0}
    return {
        "id": f"r{number}",
        "from_name": "box",
        "to_name": "image",
        "type": "rectanglelabels",
        "original_width": 1280,
        "original_height": 720,
        "value": value | {"rectanglelabels": [LABELS[(task + number) % len(LABELS)]]},
    }


def add_tasks(server: Millrace, count: int) -> int:
    project = server.project("Boxes", CONFIG)
    for begin in range(0, count, BATCH):
        tasks = [
            {
                "data": {"image": f"https://pictures.example/{task}.jpg"},
                "annotations": [{"result": [box(task, number) for number in range(BOXES)]}],
            }
            for task in range(begin, min(begin + BATCH, count))
        ]
        server.call("POST", f"/api/projects/{project}/import", tasks)
    return project


def receive(server: Millrace, project: int, kind: str) -> tuple[bytes, float, float]:
    """The file, the seconds until its first byte and until its last."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=1800)
    began = time.perf_counter()
    path = f"/api/projects/{project}/export?exportType={kind}"
    connection.request("GET", path, headers={"Authorization": f"Token {TOKEN}"})
    response = connection.getresponse()
    data = response.read(1)
    first = time.perf_counter() - began
    data += response.read()
    seconds = time.perf_counter() - began
    connection.close()
    if response.status != 200:
        raise Failure(f"{path} answered {response.status}: {data[:300]}")
    return data, first, seconds


def boxes_in(kind: str, data: bytes) -> int:
    if kind == "JSON":
        return data.count(b'"from_name"')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if kind == "COCO":
            return len(json.loads(archive.read("result.json"))["annotations"])
        labels = [name for name in archive.namelist() if name.startswith("labels/") and name.endswith(".txt")]
        return sum(archive.read(name).count(b"\n") for name in labels)


def convert(python: Path, root: Path, source: Path, kind: str) -> dict[str, float]:
    """What the peer needs."""
    folder = root / f"{kind}-of-the-sdk"
    folder.mkdir()
    config = root / "config.xml"
    config.write_text(CONFIG)
    arguments = [python, "-c", CONVERT, source, folder, kind, config]
    run = subprocess.run([str(word) for word in arguments], capture_output=True, text=True)
    if run.returncode != 0:
        raise Failure(f"The converter of {CONVERTER} failed: {run.stderr[-800:]}")
    seconds, cpu, peak = json.loads(run.stdout.splitlines()[-1])
    return {"s": seconds, "CPU s": cpu, "peak MB": peak * 1024 / 1e6}


def measure(setting) -> list[Figure]:
    python = setting.label_studio.parent / "python"
    if not python.exists():
        raise Failure(f"{python} is missing; `./test compat` installs it there")
    root = setting.folder("exports")
    tasks = setting.count(100_000)
    with Millrace(setting.build, root, "data") as server:
        project = add_tasks(server, tasks)
    source = root / "tasks.json"
    figures = []
    for kind in ("JSON", "COCO", "YOLO"):
        with Millrace(setting.build, root, "data") as server:  # fresh, so that its peak is the export's
            idle, cpu = server.peak_memory(), server.cpu_seconds()
            data, first, seconds = receive(server, project, kind)
            peak, cpu = server.peak_memory(), server.cpu_seconds() - cpu
        if boxes_in(kind, data) != tasks * BOXES:
            raise Failure(f"{kind} of {tasks} tasks holds {boxes_in(kind, data)} boxes")
        details = {
            "Millrace": {
                "first byte s": first,
                "s": seconds,
                "CPU s": cpu,
                "MB": len(data) / 1e6,
                "peak MB": peak / 1e6,
                "peak MB before": idle / 1e6,
            }
        }
        peers = {}
        if kind == "JSON":
            source.write_bytes(data)
        else:
            details[CONVERTER] = convert(python, root, source, kind)
            peers[CONVERTER] = tasks / details[CONVERTER]["s"]
        figures.append(
            Figure(
                f"export of {tasks:,} tasks as {kind}",
                tasks / seconds,
                "tasks/s",
                peers=peers,
                cpu_seconds=cpu,
                details=details,
            )
        )
    return figures
