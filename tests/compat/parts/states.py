"""The history of states, which Label Studio's open-source edition serves and does not keep."""

from .samples import choice, project, tasks


def run(r, place):
    home = project(r, "States")
    task = tasks(r, home, 1)[0]
    annotation = r.sdk.annotations.create(task, result=choice("good")).id
    for entity, number in {"task": task, "annotation": annotation, "project": home}.items():
        r.call(f"states: history of a {entity}", r.sdk.states.state_history, entity, number, same=("count", "results"))
        r.call(f"states: history of an unknown {entity}", r.sdk.states.state_history, entity, 999999)
        r.call(f"states: unknown transition of a {entity}", r.sdk.states.execute_transition, entity, number,
               transition_name="no_such_transition")
    r.call("states: history by all that it is chosen by", r.sdk.states.state_history, "task", task, page=1, page_size=5,
           state="CREATED", previous_state="x", transition_name="x", triggered_by=1, ordering="-id",
           created_at_from="2026-01-01T00:00:00", created_at_to="2026-01-02T00:00:00", same=("count", "results"))
    r.call("states: history, page behind the last", r.sdk.states.state_history, "task", task, page=9)
    r.ask("states: history of an unknown kind", "GET", "/api/fsm/entities/nothing/1/history", body=False)
    r.ask("states: transition without a name", "POST", f"/api/fsm/entities/task/{task}/transition/", json={})
    r.ask("states: transition of an unknown task", "POST", "/api/fsm/entities/task/999999/transition/",
          json={"transition_name": "x"})
