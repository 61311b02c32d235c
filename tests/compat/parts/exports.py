"""Export in every format."""

import csv
import io

from .samples import PICTURES, box, choice, project, tasks

FORMATS = ("JSON", "JSON_MIN", "CSV", "TSV")

OWN = {"id", "annotation_id", "annotator", "created_at", "updated_at"}  # columns that two servers cannot share


def rows(answer, kind):
    """Of CSV and TSV: the columns, and each row without OWN."""
    if kind not in ("CSV", "TSV"):
        return None
    table = csv.DictReader(io.StringIO(answer.text), delimiter="," if kind == "CSV" else "\t")
    return [table.fieldnames, *({k: v for k, v in row.items() if k not in OWN} for row in table)]


def run(r, place):
    sdk = r.sdk
    home = project(r, "Exports")
    ids = tasks(r, home, 3, meta={"m": 1})
    sdk.annotations.create(ids[0], result=choice("good"), lead_time=1.5)
    sdk.annotations.create(ids[0], result=choice("bad"), lead_time=2.5)
    sdk.annotations.create(ids[1], result=[], was_cancelled=True)
    sdk.predictions.create(task=ids[0], result=choice("bad"), score=0.5, model_version="m")
    path = f"/api/projects/{home}"
    r.call("exports: formats", sdk.projects.exports.list_formats, home, same=("[].name",))
    for kind in FORMATS:
        answer = r.ask(f"exports: {kind}", "GET", f"{path}/export?exportType={kind}",
                       same=("[].data", "[].kind", "[].text", "[].annotations[].result", "[].annotations[].was_cancelled"))
        r.note(f"exports: {kind}, rows", disposition=answer.headers.get("Content-Disposition", "").split(";")[0],
               rows=rows(answer, kind))
        r.ask(f"exports: {kind}, all tasks", "GET", f"{path}/export?exportType={kind}&download_all_tasks=true",
              same=("[].data", "[].text"))
    r.ask("exports: kind not said", "GET", f"{path}/export", same=("[].data",))
    r.ask("exports: some tasks", "GET", f"{path}/export?exportType=JSON&ids[]={ids[0]}", same=("[].data",))
    r.ask("exports: unknown kind", "GET", f"{path}/export?exportType=MAGIC")
    r.ask("exports: of an unknown project", "GET", "/api/projects/99999/export?exportType=JSON")
    r.ask("exports: sign-in check", "GET", "/api/auth/export/", body=False)

    pictures = project(r, "Export of pictures", PICTURES)
    task = sdk.tasks.create(project=pictures, data={"image": "https://example.com/1.jpg"}).id
    sdk.annotations.create(task, result=box("Cat"))
    r.call("exports: formats of pictures", sdk.projects.exports.list_formats, pictures, same=("[].name",))
    for kind in FORMATS:
        answer = r.ask(f"exports: pictures, {kind}", "GET", f"/api/projects/{pictures}/export?exportType={kind}",
                       same=("[].box", "[].image", "[].data"))
        r.note(f"exports: pictures, {kind}, rows", rows=rows(answer, kind))
    empty = project(r, "Export of nothing")
    for kind in FORMATS:
        r.ask(f"exports: nothing, {kind}", "GET", f"/api/projects/{empty}/export?exportType={kind}", same=("*",))
