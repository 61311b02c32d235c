"""Export in every format, snapshots, conversion."""

from .samples import PICTURES, box, choice, project, tasks

FORMATS = ("JSON", "JSON_MIN", "CSV", "TSV")


def run(r, place):
    sdk = r.sdk
    home = project(r, "Exports")
    ids = tasks(r, home, 3, meta={"m": 1})
    sdk.annotations.create(ids[0], result=choice("good"), lead_time=1.5)
    sdk.annotations.create(ids[0], result=choice("bad"), lead_time=2.5)
    sdk.annotations.create(ids[1], result=[], was_cancelled=True)
    sdk.predictions.create(task=ids[0], result=choice("bad"), score=0.5, model_version="m")
    path = f"/api/projects/{home}"
    r.call("exports: formats", sdk.projects.exports.list_formats, home, same=("*",))
    for kind in FORMATS:
        answer = r.ask(f"exports: {kind}", "GET", f"{path}/export?exportType={kind}",
                       same=("[].data", "[].kind", "[].text", "[].annotations[].result", "[].annotations[].was_cancelled"))
        r.note(f"exports: {kind}, head", disposition=answer.headers.get("Content-Disposition", "").split(";")[0],
               columns=answer.text.split("\n")[0].strip() if kind in ("CSV", "TSV") else None,
               rows=answer.text.count("\n") if kind in ("CSV", "TSV") else None)
        r.ask(f"exports: {kind}, all tasks", "GET", f"{path}/export?exportType={kind}&download_all_tasks=true",
              same=("[].data", "[].text"))
    r.ask("exports: kind not said", "GET", f"{path}/export", same=("[].data",))
    r.ask("exports: some tasks", "GET", f"{path}/export?exportType=JSON&ids[]={ids[0]}", same=("[].data",))
    r.ask("exports: unknown kind", "GET", f"{path}/export?exportType=MAGIC")
    r.ask("exports: of an unknown project", "GET", "/api/projects/99999/export?exportType=JSON")
    r.ask("exports: files", "GET", f"{path}/export/files")
    r.ask("exports: sign-in check", "GET", "/api/auth/export/", body=False)

    snapshot = r.call("exports: snapshot", sdk.projects.exports.create, home, title="First",
                      same=("title", "status", "counters"))
    number = getattr(snapshot, "id", 0)
    r.call("exports: list snapshots", sdk.projects.exports.list, home)
    r.call("exports: get snapshot", sdk.projects.exports.get, home, number, same=("title", "status", "counters"))
    r.ask("exports: download snapshot", "GET", f"{path}/exports/{number}/download?exportType=JSON", same=("[].data",))
    r.ask("exports: download snapshot, another kind", "GET", f"{path}/exports/{number}/download?exportType=CSV", body=False)
    r.call("exports: convert snapshot", sdk.projects.exports.convert, home, number, export_type="CSV")
    r.ask("exports: convert snapshot to an unknown kind", "POST", f"{path}/exports/{number}/convert", json={"export_type": "MAGIC"})
    r.ask("exports: convert snapshot to nothing", "POST", f"{path}/exports/{number}/convert", json={})
    r.ask("exports: snapshot of annotated tasks", "POST", f"{path}/exports/", json={
        "title": "Second", "task_filter_options": {"annotated": "only"},
        "annotation_filter_options": {"usual": True, "skipped": False}}, same=("title",))
    r.ask("exports: snapshot, options of a wrong type", "POST", f"{path}/exports/", json={"task_filter_options": 3})
    r.call("exports: delete snapshot", sdk.projects.exports.delete, home, number)
    r.call("exports: get a deleted snapshot", sdk.projects.exports.get, home, number)
    r.ask("exports: download an unknown snapshot", "GET", f"{path}/exports/999999/download")

    pictures = project(r, "Export of pictures", PICTURES)
    task = sdk.tasks.create(project=pictures, data={"image": "https://example.com/1.jpg"}).id
    sdk.annotations.create(task, result=box("Cat"))
    r.call("exports: formats of pictures", sdk.projects.exports.list_formats, pictures, same=("*",))
    for kind in FORMATS:
        r.ask(f"exports: pictures, {kind}", "GET", f"/api/projects/{pictures}/export?exportType={kind}",
              same=("[].box", "[].image", "[].data"))
    empty = project(r, "Export of nothing")
    for kind in FORMATS:
        r.ask(f"exports: nothing, {kind}", "GET", f"/api/projects/{empty}/export?exportType={kind}", same=("*",))
