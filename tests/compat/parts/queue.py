"""The next task, by sampling, overlap, skips and drafts, and the label stream's history."""

import json

from .samples import choice, person, project, tasks


def run(r, place):
    sdk = r.sdk
    home = project(r, "Queue", show_skip_button=True)
    ids = tasks(r, home, 3)
    path = f"/api/projects/{home}/next/"

    def following(name, **options):
        """Asks for the next task; which of `ids` it is."""
        answer = r.ask(name, "GET", path, same=("data", "queue"), **options)
        body = answer.json() if answer.status_code == 200 else {}
        return body.get("id")

    found = following("queue: first")
    r.note("queue: first, which", place=ids.index(found) if found in ids else None)
    r.note("queue: asked again, the same task", same=following("queue: again") == found)
    sdk.annotations.create(ids[0], result=choice("good"))
    following("queue: second")
    r.ask("queue: skip", "POST", f"/api/tasks/{ids[1]}/annotations/", json={"result": [], "was_cancelled": True}, same=("was_cancelled",))
    following("queue: after a skip")
    r.ask("queue: draft", "POST", f"/api/tasks/{ids[2]}/drafts", json={"result": choice("bad"), "was_postponed": True}, body=False)
    following("queue: with a postponed draft")
    sdk.annotations.create(ids[2], result=choice("bad"))
    following("queue: at the end")
    r.ask("queue: history", "GET", f"/api/projects/{home}/label-stream-history/")
    r.ask("queue: history of an unknown project", "GET", "/api/projects/999999/label-stream-history/")
    r.ask("queue: of an unknown project", "GET", "/api/projects/999999/next/")
    r.call("queue: project", sdk.projects.get, home, same=("finished_task_number", "skipped_annotations_number", "queue_total", "queue_done"))

    for skip in ("REQUEUE_FOR_ME", "REQUEUE_FOR_OTHERS", "IGNORE_SKIPPED"):
        home = project(r, f"Queue {skip}", skip_queue=skip)
        two = tasks(r, home, 2)
        path = f"/api/projects/{home}/next/"
        sdk.annotations.create(two[0], result=[], was_cancelled=True)
        following(f"queue: {skip}, one skipped")
        sdk.annotations.create(two[1], result=choice("good"))
        following(f"queue: {skip}, rest done")

    home = project(r, "Queue of two people", skip_queue="REQUEUE_FOR_OTHERS")
    ids = tasks(r, home, 3)
    path = f"/api/projects/{home}/next/"
    other = person(r, "labeler")
    following("queue: two people, mine")
    following("queue: two people, the other's", session=other)
    r.ask("queue: two people, my skip", "POST", f"/api/tasks/{ids[0]}/annotations/", json={"result": [], "was_cancelled": True},
          same=("was_cancelled",))
    following("queue: two people, mine after a skip")
    r.ask("queue: two people, the other submits", "POST", f"/api/tasks/{ids[1]}/annotations/", session=other,
          json={"result": choice("good")}, same=("was_cancelled",))
    following("queue: two people, the other gets what I skipped", session=other)
    home = project(r, "Overlap of two people", maximum_annotations=2)
    ids = tasks(r, home, 1)
    path = f"/api/projects/{home}/next/"
    following("queue: overlap of two people, mine")
    following("queue: overlap of two people, the other's", session=other)

    home = project(r, "Queue by score", sampling="Uncertainty sampling")
    ids = tasks(r, home, 3)
    for task, score in zip(ids, (0.9, 0.1, 0.5)):
        sdk.predictions.create(task=task, result=choice("good"), score=score, model_version="m")
    sdk.projects.update(home, model_version="m")
    path = f"/api/projects/{home}/next/"
    found = following("queue: by score")
    r.note("queue: by score, which", place=ids.index(found) if found in ids else None)
    home = project(r, "Queue at random", sampling="Uniform sampling")
    tasks(r, home, 1)
    path = f"/api/projects/{home}/next/"
    following("queue: at random")
    home = project(r, "Queue of two", maximum_annotations=2)
    ids = tasks(r, home, 1)
    path = f"/api/projects/{home}/next/"
    sdk.annotations.create(ids[0], result=choice("good"))
    following("queue: overlap of two, one's own is done")
    r.call("queue: overlap of two, task", sdk.tasks.get, ids[0], same=("is_labeled", "overlap"))

    home = project(r, "Queue of a tab")
    ids = tasks(r, home, 4)
    few = {"conjunction": "and", "items": [
        {"filter": "filter:tasks:data.text", "operator": "not_contains", "type": "String", "value": "3"}]}
    ordering = ["-tasks:id"]
    view = r.sdk.views.create(project=home, data={"title": "A tab", "filters": few, "ordering": ordering}).id
    path = f"/api/projects/{home}/next/"
    r.ask("queue: of a tab", "GET", path, params={"view": view}, same=("data",))
    sdk.annotations.create(ids[2], result=choice("good"))
    r.ask("queue: of a query", "GET", path, same=("data",),
          params={"query": json.dumps({"filters": few, "ordering": ordering})})
    for task in ids[:2]:
        sdk.annotations.create(task, result=choice("good"))
    r.ask("queue: of a tab that is done", "GET", path, params={"view": view}, body=False)

    home = project(r, "Queue of nothing")
    path = f"/api/projects/{home}/next/"
    following("queue: no tasks")
