"""Annotations, drafts, predictions."""

from .samples import choice, person, project, tasks

SEEN = ("result", "was_cancelled", "ground_truth", "lead_time", "last_action", "result_count")


def run(r, place):
    sdk = r.sdk
    home = project(r, "Annotations", maximum_annotations=2)
    one, two, three = tasks(r, home, 3)
    first = r.call("annotations: create", sdk.annotations.create, one, result=choice("good"), lead_time=2.25, same=SEEN)
    r.call("annotations: create ground truth", sdk.annotations.create, one, result=choice("bad"), ground_truth=True, same=SEEN)
    skipped = r.call("annotations: skip", sdk.annotations.create, two, result=[], was_cancelled=True, same=SEEN)
    r.call("annotations: create empty", sdk.annotations.create, two, result=[], same=SEEN)
    path = f"/api/tasks/{three}/annotations/"
    r.ask("annotations: create with unique_id", "POST", path, same=(*SEEN, "unique_id"), json={
        "result": choice("good"), "unique_id": "11111111-2222-3333-4444-555555555555"})
    for words, body in {
        "same unique_id": {"result": [], "unique_id": "11111111-2222-3333-4444-555555555555"},
        "nothing": {}, "result a text": {"result": "x"}, "result an object": {"result": {"a": 1}},
        "result of numbers": {"result": [1]}, "result null": {"result": None},
        "unknown control": {"result": [{"from_name": "no", "to_name": "text", "type": "choices", "value": {"choices": ["x"]}}]},
        "unknown choice": {"result": choice("nope")}, "lead_time of a wrong type": {"result": [], "lead_time": "x"},
        "lead_time negative": {"result": [], "lead_time": -1},
        "was_cancelled of a wrong type": {"result": [], "was_cancelled": "perhaps"},
        "unknown parent": {"result": [], "parent_prediction": 999999}, "parent a text": {"result": [], "parent_prediction": "x"},
        "author unknown": {"result": [], "completed_by": 999999}, "another task": {"result": choice("good"), "task": 999999},
        "another project": {"result": choice("good"), "project": 999999}, "unknown member": {"result": [], "zzz": 1},
        "started": {"result": choice("good"), "started_at": "2026-01-02T03:04:05Z"},
    }.items():
        r.ask(f"annotations: create, {words}", "POST", path, json=body, same=SEEN)
    r.ask("annotations: create by a form", "POST", path, data={"result": "[]", "lead_time": "1.5"}, same=SEEN)
    r.call("annotations: create for an unknown task", sdk.annotations.create, 999999, result=[])
    r.call("annotations: list", sdk.annotations.list, one, same=("[].result", "[].ground_truth"))
    r.call("annotations: list of an unknown task", sdk.annotations.list, 999999)
    r.call("annotations: get", sdk.annotations.get, first.id, same=SEEN)
    r.call("annotations: get unknown", sdk.annotations.get, 999999)
    r.call("annotations: change", sdk.annotations.update, first.id, result=choice("bad"), lead_time=1, same=SEEN)
    r.call("annotations: change ground truth", sdk.annotations.update, first.id, ground_truth=True, same=SEEN)
    r.call("annotations: unskip", sdk.annotations.update, skipped.id, was_cancelled=False, result=choice("good"), same=SEEN)
    r.ask("annotations: change nothing", "PATCH", f"/api/annotations/{first.id}/", json={}, same=SEEN)
    r.ask("annotations: replace", "PUT", f"/api/annotations/{first.id}/", json={"result": choice("good")}, same=SEEN)
    r.ask("annotations: change to a text", "PATCH", f"/api/annotations/{first.id}/", json={"result": "x"})
    r.ask("annotations: change the task", "PATCH", f"/api/annotations/{first.id}/", json={"task": three}, same=SEEN)
    r.call("annotations: change unknown", sdk.annotations.update, 999999, result=[])
    r.call("annotations: task after all", sdk.tasks.get, one,
           same=("is_labeled", "total_annotations", "cancelled_annotations", "avg_lead_time"))
    r.call("annotations: task after unskip", sdk.tasks.get, two, same=("is_labeled", "total_annotations", "cancelled_annotations"))

    drafts = f"/api/tasks/{three}/drafts"
    draft = r.ask("annotations: draft, create", "POST", drafts, json={"result": choice("good"), "lead_time": 1.5},
                  same=("result", "lead_time", "was_postponed"))
    draft_id = draft.json().get("id", 0) if draft.status_code < 300 else 0
    r.ask("annotations: draft, create of an annotation", "POST", f"/api/tasks/{one}/annotations/{first.id}/drafts",
          json={"result": choice("bad"), "lead_time": 2}, same=("result", "lead_time"))
    r.ask("annotations: draft, create, nothing", "POST", drafts, json={})
    r.ask("annotations: draft, create for an unknown task", "POST", "/api/tasks/999999/drafts", json={"result": []})
    r.ask("annotations: draft, list", "GET", drafts, same=("[].result",))
    r.ask("annotations: draft, list of an annotation", "GET", f"/api/tasks/{one}/annotations/{first.id}/drafts", same=("[].result",))
    r.ask("annotations: draft, get", "GET", f"/api/drafts/{draft_id}/", same=("result",))
    r.ask("annotations: draft, change", "PATCH", f"/api/drafts/{draft_id}/", json={"result": choice("bad"), "was_postponed": True},
          same=("result", "was_postponed"))
    r.ask("annotations: draft, of the task", "GET", f"/api/tasks/{three}/", same=("drafts[].result",))
    other = person(r, "reader")
    mine = r.ask("annotations: draft, create one more", "POST", f"/api/tasks/{one}/drafts", json={"result": []}).json().get("id", 0)
    r.ask("annotations: draft, get another's", "GET", f"/api/drafts/{mine}/", session=other)
    r.ask("annotations: draft, change another's", "PATCH", f"/api/drafts/{mine}/", session=other, json={"was_postponed": True})
    r.ask("annotations: draft, delete another's", "DELETE", f"/api/drafts/{mine}/", session=other)
    r.ask("annotations: draft, list with another's", "GET", drafts, session=other, same=("[].result",))
    r.ask("annotations: draft, another's task", "GET", f"/api/tasks/{three}/", session=other, same=("drafts",))
    r.ask("annotations: change another's", "PATCH", f"/api/annotations/{first.id}/", session=other,
          json={"result": choice("good")}, same=SEEN)
    r.ask("annotations: create as another", "POST", path, session=other, json={"result": choice("good")}, same=SEEN)
    r.ask("annotations: to a draft", "POST", f"/api/annotations/{skipped.id}/convert-to-draft", json={}, same=("result",))
    r.ask("annotations: the draft's task", "GET", f"/api/tasks/{two}/", same=("total_annotations", "drafts[].result"))
    r.ask("annotations: draft, submit with an annotation", "POST", path, json={"result": choice("good"), "draft_id": draft_id}, same=SEEN)
    r.ask("annotations: draft, list after submitting", "GET", drafts, same=("[].result",))
    r.ask("annotations: draft, delete", "DELETE", f"/api/drafts/{draft_id}/")
    r.ask("annotations: draft, delete unknown", "DELETE", "/api/drafts/999999/")
    r.ask("annotations: draft, get unknown", "GET", "/api/drafts/999999/")

    prediction = r.call("annotations: prediction, create", sdk.predictions.create, task=one, result=choice("bad"), score=0.25,
                        model_version="v1", same=("result", "score", "model_version", "cluster"))
    for words, body in {
        "no task": {"result": choice("bad")}, "unknown task": {"task": 999999, "result": choice("bad")},
        "no result": {"task": one}, "result a text": {"task": one, "result": "x"}, "result null": {"task": one, "result": None},
        "unknown control": {"task": one, "result": [
            {"from_name": "no", "to_name": "text", "type": "choices", "value": {"choices": ["x"]}}]},
        "unknown choice": {"task": one, "result": choice("nope")}, "score of a wrong type": {"task": one, "result": [], "score": "x"},
        "score above one": {"task": one, "result": choice("bad"), "score": 7}, "short form": {"task": one, "result": {"kind": "bad"}},
        "wrong project": {"task": one, "result": choice("bad"), "project": 999999},
        "model_version of a wrong type": {"task": one, "result": choice("bad"), "model_version": [1]},
    }.items():
        r.ask(f"annotations: prediction, create, {words}", "POST", "/api/predictions/", json=body, same=("result", "score"))
    r.call("annotations: prediction, list of a task", sdk.predictions.list, task=one, same=("[].result", "[].score", "[].model_version"))
    r.call("annotations: prediction, list of a project", sdk.predictions.list, project=home, same=("[].model_version",))
    r.call("annotations: prediction, list of an unknown task", sdk.predictions.list, task=999999)
    r.ask("annotations: prediction, list, task of a wrong type", "GET", "/api/predictions/?task=x")
    r.call("annotations: prediction, get", sdk.predictions.get, prediction.id, same=("result", "score"))
    r.call("annotations: prediction, change", sdk.predictions.update, prediction.id, score=0.5, model_version="v2",
           same=("score", "model_version", "result"))
    r.ask("annotations: prediction, replace", "PUT", f"/api/predictions/{prediction.id}/", json={"task": one, "result": choice("good")},
          same=("result", "score", "model_version"))
    r.ask("annotations: create from a prediction", "POST", f"/api/tasks/{one}/annotations/",
          json={"result": choice("bad"), "parent_prediction": prediction.id}, same=SEEN)
    r.call("annotations: prediction, delete", sdk.predictions.delete, prediction.id)
    r.call("annotations: prediction, get deleted", sdk.predictions.get, prediction.id)
    r.ask("annotations: draft, create of a foreign annotation", "POST", f"/api/tasks/{two}/annotations/{first.id}/drafts",
          json={"result": []}, body=False)
    r.ask("annotations: draft, create, result a text", "POST", drafts, json={"result": "x"}, body=False)
    r.call("annotations: delete", sdk.annotations.delete, first.id)
    r.call("annotations: delete again", sdk.annotations.delete, first.id)
    r.call("annotations: task after delete", sdk.tasks.get, one, same=("is_labeled", "total_annotations"))
