"""Exports in the formats of other programs, file by file, and snapshots of exports.

Label Studio converts by label-studio-sdk's converter; what it gets wrong is in differences.py."""

import io
import json
import re
import wave
import zipfile
import zlib

import numpy
from label_studio_sdk.converter import brush
from PIL import Image

from .samples import project

SIZE = {"original_width": 500, "original_height": 500, "image_rotation": 0}

SHAPES = """<View><Image name="image" value="$image"/>
<RectangleLabels name="box" toName="image"><Label value="Cat" category="7"/><Label value="Dog"/>
<Label value="Öl &amp; Gas"/></RectangleLabels>
<PolygonLabels name="poly" toName="image"><Label value="Leaf"/><Label value="Dog"/></PolygonLabels>
<EllipseLabels name="oval" toName="image"><Label value="Egg"/></EllipseLabels>
<Choices name="kind" toName="image"><Choice value="good"/></Choices></View>"""
POSES = """<View><Image name="image" value="$image"/>
<RectangleLabels name="box" toName="image"><Label value="Face"/><Label value="Hand"/></RectangleLabels>
<KeyPointLabels name="point" toName="image"><Label value="eye" model_index="1"/><Label value="nose" model_index="0"/>
<Label value="ear" model_index="2"/></KeyPointLabels></View>"""
PLAIN = """<View><Image name="image" value="$image"/><Rectangle name="rect" toName="image"/>
<Labels name="label" toName="image"><Label value="A"/><Label value="B"/></Labels></View>"""
BRUSHES = """<View><Image name="image" value="$image"/>
<BrushLabels name="brush" toName="image"><Label value="sky"/><Label value="sea/lake"/></BrushLabels></View>"""
TEXTS = """<View><Text name="text" value="$text"/>
<Labels name="label" toName="text"><Label value="PER"/><Label value="LOC"/></Labels></View>"""
SPEECH = """<View><Audio name="audio" value="$audio"/><TextArea name="said" toName="audio"/></View>"""


def region(name, kind, value, **more):
    return {"id": more.pop("id", f"{name}{zlib.crc32(json.dumps(value).encode())}"), "from_name": name, "to_name": "image",
            "type": kind, "value": value, **SIZE, **more}


def box(label, x=10, y=20, width=30, height=40.5, rotation=0, name="box", key="rectanglelabels", **more):
    return region(name, key, {"x": x, "y": y, "width": width, "height": height, "rotation": rotation, key: [label]}, **more)


def poly(label, points):
    return region("poly", "polygonlabels", {"points": points, "polygonlabels": [label], "closed": True})


def mask(seed):
    numbers = numpy.random.default_rng(seed)
    picture = numpy.zeros((60, 80), dtype=numpy.uint8)
    for _ in range(8):
        y, x = numbers.integers(0, 50), numbers.integers(0, 70)
        picture[y:y + numbers.integers(1, 20), x:x + numbers.integers(1, 20)] = numbers.integers(0, 2) * 255
    picture[numbers.integers(0, 60, 30), numbers.integers(0, 80, 30)] = 255
    return picture


def brushed(label, seed):
    return region("brush", "brushlabels", {"format": "rle", "rle": brush.mask2rle(mask(seed)), "brushlabels": [label]},
                  original_width=80, original_height=60)


def span(label, start, end):
    return {"id": f"s{start}", "from_name": "label", "to_name": "text", "type": "labels",
            "value": {"start": start, "end": end, "text": "", "labels": label}}


def annotated(result, when, **more):
    return {"result": result, "created_at": f"2024-01-0{when}T00:00:00Z", "updated_at": f"2024-01-0{when}T00:00:00Z",
            "completed_by": 1, **more}


def picture(number, *annotations, query="?size=1"):
    return {"data": {"image": f"https://example.com/photos/{number}.jpg{query}"}, "annotations": list(annotations)}


def shapes():
    return [
        picture(1, annotated([box("Cat"), box("Dog", 0, 0, 100, 100), poly("Leaf", [[1, 2], [30.5, 4], [20, 60]])], 1)),
        picture(2, annotated([box("Öl & Gas", 33.3, 12.7, 7.1, 9.9), box("unheard of")], 1)),
        picture(3, annotated([box("Dog", rotation=30), box("Cat", 50, 50, 20, 10, 350)], 1)),
        picture(4),
        picture(5, annotated([], 1)),
        picture(6, annotated([box("Cat")], 1, was_cancelled=True)),
        picture(7, annotated([box("Cat", 1, 1, 1, 1)], 1), annotated([box("Dog", 2, 2, 2, 2)], 2)),
        picture(8, annotated([region("oval", "ellipselabels", {"x": 5, "y": 5, "radiusX": 2, "radiusY": 1, "rotation": 0,
                                                               "ellipselabels": ["Egg"]}), box("Dog")], 1)),
        picture(9, annotated([{"id": "c", "from_name": "kind", "to_name": "image", "type": "choices",
                               "value": {"choices": ["good"]}}], 1)),
    ]


def poses():
    def point(label, x, y, parent):
        return region("point", "keypointlabels", {"x": x, "y": y, "width": 0.5, "keypointlabels": [label]}, parentID=parent)
    return [
        picture(1, annotated([box("Face", id="f1"), point("eye", 12, 22, "f1"), point("nose", 20.2, 33.3, "f1")], 1)),
        picture(2, annotated([box("Hand", id="h1"), box("Face", 60, 60, 10, 10, id="f2"), point("ear", 61, 62, "f2")], 1)),
        picture(3, annotated([box("Hand", id="h2")], 1)),
    ]


def plain():
    return [picture(1, annotated([box("A", name="label", key="labels"), box("B", 1, 2, 3, 4, name="label", key="labels")], 1))]


def brushes():
    return [picture(1, annotated([brushed("sky", 1), brushed("sky", 2), brushed("sea/lake", 3)], 1), query=""),
            picture(2, annotated([brushed("sea/lake", 4)], 1), annotated([brushed("sky", 5)], 2), query=""),
            picture(3, query="")]


def texts():
    quoted = "They'll say \"hello\", don't they? (Yes: 3:45, a/b) gonna 50% -- it's 'quoted' end."
    return [{"data": {"text": "Ann Lee\nlives in  Rome."},
             "annotations": [annotated([span(["LOC"], 18, 22), span(["PER"], 0, 7), span([], 8, 13)], 1)]},
            {"data": {"text": quoted}, "annotations": [annotated([span(["PER"], 13, 18), span(["LOC"], 34, 37)], 1)]},
            {"data": {"text": "Größe… 3.5 m"}, "annotations": [annotated([span(["PER"], 2, 9)], 1), annotated([], 2)]},
            {"data": {"text": "nobody cares"}, "annotations": []}]


def sound(seconds):
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * int(8000 * seconds))
    return out.getvalue()


def near(value):
    """Numbers of two libraries, which round differently in the last digits."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {k: near(v) for k, v in value.items() if k not in ("date_created", "color")}
    return [near(v) for v in value] if isinstance(value, list) else value


def readable(name, content):
    """What of a file two servers must have in common, as JSON."""
    if name.endswith(".png"):
        image = Image.open(io.BytesIO(content))
        return [image.mode, image.size, numpy.asarray(image).tolist()]
    if name.endswith(".npy"):
        array = numpy.load(io.BytesIO(content))
        return [str(array.dtype), array.tolist()]
    if name == "manifest.json":
        return [near(json.loads(line)) for line in content.decode().splitlines()]
    if name.endswith(".json"):
        return near(json.loads(content))
    if name.startswith("labels/"):
        return [[near(float(number)) for number in line.split()] for line in content.decode().splitlines()]
    return [len(content), zlib.crc32(content)] if name.endswith(".wav") else content.decode()


def files(answer, ids, kind):
    """name -> readable content of an archive; of anything else one file. `ids`: those of this server, as they are kept."""
    if answer.headers.get("Content-Type", "").startswith("application/zip"):
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        assert archive.testzip() is None
        found = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    else:
        found = {f"one file of {kind}": answer.content}

    def kept(name):
        name = re.sub(r"task-(\d+)-annotation-(\d+)-", lambda m: f"task-{ids['t' + m[1]]}-annotation-{ids['a' + m[2]]}-", name)
        return re.sub(r"audio/[0-9a-f]{8}-", "audio/UPLOAD-", name)
    return {kept(name): json.loads(re.sub(r"audio/[0-9a-f]{8}-", "audio/UPLOAD-", json.dumps(readable(name, content))))
            for name, content in found.items()}


def numbering(tasks):
    """The place of each task and annotation in an export."""
    annotations = sorted(a["id"] for task in tasks for a in task["annotations"])
    return {f"t{task['id']}": i for i, task in enumerate(sorted(tasks, key=lambda t: t["id"]))} | {
        f"a{number}": i for i, number in enumerate(annotations)}


def compare(r, title, config, tasks, kinds):
    home = project(r, title, config)
    r.sdk.projects.import_tasks(home, request=tasks)
    path = f"/api/projects/{home}/export?download_all_tasks=true&download_resources=false&exportType="
    export = r.ask(f"converters: {title}, JSON", "GET", path + "JSON", body=False).json()
    r.ask(f"converters: {title}, formats", "GET", f"/api/projects/{home}/export/formats", same=("[].name", "[].disabled"))
    for kind in kinds:
        answer = r.ask(f"converters: {title}, {kind}", "GET", path + kind, body=False)
        r.note(f"converters: {title}, {kind}, files", **files(answer, numbering(export), kind))
    return home


def run(r, place):
    home = compare(r, "shapes", SHAPES, shapes(), ("COCO", "YOLO", "YOLO_OBB", "VOC"))
    compare(r, "poses", POSES, poses(), ("COCO", "YOLO"))
    compare(r, "plain boxes", PLAIN, plain(), ("COCO", "YOLO", "YOLO_OBB", "VOC"))
    compare(r, "brushes", BRUSHES, brushes(), ("BRUSH_TO_PNG", "BRUSH_TO_NUMPY", "BRUSH_TO_COCO"))
    compare(r, "texts", TEXTS, texts(), ("CONLL2003",))
    speech(r)
    snapshots(r, home)


def speech(r):
    home = project(r, "speech", SPEECH)
    path = f"/api/projects/{home}"
    for name, seconds in (("one", 1.5), ("two", 0.25)):
        r.ask(f"converters: speech, upload {name}", "POST", f"{path}/import", body=False,
              files={"file": (f"{name}.wav", sound(seconds), "audio/wav")})
    for task in r.sdk.tasks.list(project=home):
        r.sdk.annotations.create(task.id, result=[
            {"id": "t", "from_name": "said", "to_name": "audio", "type": "textarea", "value": {"text": ["one \"two\" ü"]}}])
    answer = r.ask("converters: speech, ASR_MANIFEST", "GET", f"{path}/export?exportType=ASR_MANIFEST", body=False)
    r.note("converters: speech, ASR_MANIFEST, files", **files(answer, {}, "ASR_MANIFEST"))


def snapshots(r, home):
    path = f"/api/projects/{home}/exports"
    made = r.ask("converters: snapshot, create", "POST", f"{path}/", json={"title": "mine"},
                 same=("title", "status", "counters")).json()
    some = r.ask("converters: snapshot, create of some", "POST", f"{path}/", same=("status", "counters"), json={
        "task_filter_options": {"annotated": "only", "skipped": "exclude"},
        "annotation_filter_options": {"usual": True, "ground_truth": True},
        "serialization_options": {"annotations__completed_by": {"only_id": False}, "predictions": {"only_id": False}}}).json()
    r.ask("converters: snapshot, download of some", "GET", f"{path}/{some['id']}/download", same=("[].data",))
    r.ask("converters: snapshot, create, bad options", "POST", f"{path}/", json={"task_filter_options": {"annotated": "x"}})
    r.ask("converters: snapshot, list", "GET", f"{path}/", same=("[].status",))
    one = f"{path}/{made['id']}"
    r.ask("converters: snapshot, get", "GET", one, same=("title", "status"))
    r.ask("converters: snapshot, download", "GET", f"{one}/download", same=("[].data", "[].annotations[].result"))
    answer = r.ask("converters: snapshot, download as COCO", "GET", f"{one}/download?exportType=COCO", body=False)
    r.note("converters: snapshot, COCO", **files(answer, {}, "COCO"))
    r.ask("converters: snapshot, download as an unknown kind", "GET", f"{one}/download?exportType=MAGIC")
    r.ask("converters: snapshot, convert", "POST", f"{one}/convert", json={"export_type": "YOLO"}, same=("export_type",))
    r.ask("converters: snapshot, convert again", "POST", f"{one}/convert", json={"export_type": "YOLO"})
    r.ask("converters: snapshot, convert to an unknown kind", "POST", f"{one}/convert", json={"export_type": "MAGIC"})
    r.ask("converters: snapshot, get after the conversion", "GET", one, same=("converted_formats[].status",
                                                                             "converted_formats[].export_type"))
    answer = r.ask("converters: snapshot, download as YOLO", "GET", f"{one}/download?exportType=YOLO", body=False)
    r.note("converters: snapshot, YOLO", **files(answer, {}, "YOLO"))
    r.call("converters: snapshot, list by the SDK", r.sdk.projects.exports.list, home)
    snapshots_by_sdk(r, home)
    r.ask("converters: snapshot, delete", "DELETE", one)
    r.ask("converters: snapshot, get after all", "GET", one)
    r.ask("converters: snapshot, of an unknown project", "GET", "/api/projects/99999/exports/")


def snapshots_by_sdk(r, home):
    exports = r.sdk.projects.exports
    one = r.call("converters: snapshot, create by the SDK", exports.create, home, title="by the SDK", same=("title", "status")).id
    r.call("converters: snapshot, get by the SDK", exports.get, home, one, same=("title", "status"))
    r.call("converters: snapshot, download by the SDK", exports.download, home, one, export_type="JSON", same=("[].data",))
    r.call("converters: snapshot, convert by the SDK", exports.convert, home, one, export_type="YOLO", same=("export_type",))
    r.call("converters: snapshot, delete by the SDK", exports.delete, home, one)
    r.call("converters: export at once by the SDK", exports.download_sync, home, export_type="JSON", same=("[].data",))
