"""Tasks: create, list with pages and members, get, change, delete."""

from .samples import choice, project, tasks


def run(r, place):
    sdk = r.sdk
    home = project(r, "Tasks")
    other = project(r, "Other tasks")
    task = r.call("tasks: create", sdk.tasks.create, project=home, data={"text": "one"},
                  same=("data", "is_labeled", "overlap", "total_annotations"))
    r.call("tasks: create with meta", sdk.tasks.create, project=home, data={"text": "two", "more": [1, {"a": None}]},
           meta={"by": "hand"}, same=("data", "meta"))
    for words, body in {
        "no project": {"data": {"text": "x"}}, "unknown project": {"data": {"text": "x"}, "project": 99999},
        "project of a wrong type": {"data": {"text": "x"}, "project": "x"}, "no data": {"project": home},
        "data a list": {"data": [1], "project": home}, "data text": {"data": "x", "project": home},
        "data null": {"data": None, "project": home}, "data empty": {"data": {}, "project": home},
        "data without the key": {"data": {"other": "x"}, "project": home},
        "value of a wrong type": {"data": {"text": {"a": 1}}, "project": home},
        "overlap of a wrong type": {"data": {"text": "x"}, "project": home, "overlap": "x"},
    }.items():
        r.ask(f"tasks: create, {words}", "POST", "/api/tasks/", json=body)
    ids = tasks(r, other, 5)
    sdk.annotations.create(ids[0], result=choice("good"), lead_time=3)
    sdk.annotations.create(ids[1], result=choice("good"), was_cancelled=True)
    sdk.predictions.create(task=ids[0], result=choice("bad"), score=0.25, model_version="m1")

    r.call("tasks: get", sdk.tasks.get, ids[0],
           same=("data", "is_labeled", "total_annotations", "cancelled_annotations", "total_predictions", "overlap",
                 "annotations[].result", "predictions[].result", "predictions[].score", "predictions_score",
                 "annotations_results", "predictions_results", "predictions_model_versions", "drafts", "avg_lead_time"))
    r.call("tasks: get a skipped one", sdk.tasks.get, ids[1], same=("is_labeled", "cancelled_annotations"))
    r.call("tasks: get unknown", sdk.tasks.get, 99999)
    r.ask("tasks: get, id of a wrong type", "GET", "/api/tasks/abc/", body=False)
    r.call("tasks: list all of a project", sdk.tasks.list, project=other, same=("total", "total_annotations", "total_predictions"))
    for words, query in {
        "plain": "", "one a page": "&page_size=2&page=2", "with everything": "&fields=all",
        "only tasks": "&fields=task_only", "annotated ones": "&only_annotated=true",
        "some members": "&include=id,data", "raw": "&resolve_uri=false", "empty page": "&page=99&page_size=2",
        "page of a wrong type": "&page=x", "page zero": "&page=0", "page_size zero": "&page_size=0",
    }.items():
        r.ask(f"tasks: list, {words}", "GET", f"/api/tasks/?project={other}{query}",
              same=("total", "total_annotations", "total_predictions", "tasks[].data"))
    r.ask("tasks: list without a project", "GET", "/api/tasks/")
    r.ask("tasks: list of an unknown project", "GET", "/api/tasks/?project=99999")
    r.ask("tasks: list, project of a wrong type", "GET", "/api/tasks/?project=x")
    r.ask("tasks: list of a project's own path", "GET", f"/api/projects/{other}/tasks/?page_size=2",
          same=("[].data", "[].is_labeled"))
    r.ask("tasks: list of a project's own path, behind the end", "GET", f"/api/projects/{other}/tasks/?page_size=2&page=9")
    r.ask("tasks: list of an unknown project's own path", "GET", "/api/projects/99999/tasks/")

    r.call("tasks: change data", sdk.tasks.update, str(task.id), data={"text": "changed"}, same=("data",))
    r.call("tasks: change meta and overlap", sdk.tasks.update, str(task.id), meta={"a": 1}, overlap=3, same=("meta", "overlap"))
    r.ask("tasks: change data to text", "PATCH", f"/api/tasks/{task.id}/", json={"data": "x"})
    r.ask("tasks: change data, key lost", "PATCH", f"/api/tasks/{task.id}/", json={"data": {"other": 1}})
    r.ask("tasks: move to another project", "PATCH", f"/api/tasks/{task.id}/", json={"project": other}, same=("data",))
    r.ask("tasks: change nothing", "PATCH", f"/api/tasks/{task.id}/", json={}, same=("data",))
    r.call("tasks: change unknown", sdk.tasks.update, "99999", data={"text": "x"})
    r.ask("tasks: replace", "PUT", f"/api/tasks/{task.id}/", json={"data": {"text": "x"}, "project": home}, body=False)
    r.ask("tasks: agreement", "GET", f"/api/tasks/{ids[0]}/agreement/", body=False)
    r.call("tasks: delete", sdk.tasks.delete, str(ids[4]))
    r.call("tasks: delete again", sdk.tasks.delete, str(ids[4]))
    r.call("tasks: delete all of a project", sdk.tasks.delete_all_tasks, other)
    r.call("tasks: list of the emptied project", sdk.tasks.list, project=other, same=("total",))
    r.ask("tasks: delete all of an unknown project", "DELETE", "/api/projects/99999/tasks/")
