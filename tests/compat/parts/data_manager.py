"""The data manager: views, what its columns and actions are, and actions on filtered tasks."""

import json

from .samples import choice, project, tasks


def condition(column, operator, value, type_="Number"):
    return {"filter": f"filter:tasks:{column}", "operator": operator, "type": type_, "value": value}


def filters(*items, conjunction="and"):
    return {"conjunction": conjunction, "items": list(items)}


def run(r, place):
    views(r)
    columns_and_actions(r)


def views(r):
    sdk = r.sdk
    home = project(r, "Views")
    ids = tasks(r, home, 4)
    second = condition("inner_id", "greater_or_equal", 2)
    r.call("data_manager: no views", sdk.views.list, project=home)
    data = {"title": "Later", "columnsWidth": {"tasks:id": 100}, "hiddenColumns": {"explore": [], "labeling": []},
            "filters": filters(second), "ordering": ["-tasks:id"]}
    view = r.call("data_manager: create view", sdk.views.create, project=home, data=data, same=("data",))
    here = f"/api/dm/views/{view.id}/"
    r.call("data_manager: get view", sdk.views.get, str(view.id), same=("data",))
    r.call("data_manager: list views", sdk.views.list, project=home, same=("[].data",))
    r.ask("data_manager: tasks of a view", "GET", f"/api/tasks/?view={view.id}", same=("total", "tasks[].data"))
    r.call("data_manager: tasks of a view, by the SDK", sdk.tasks.list, view=view.id, same=("total", "tasks[].data"))
    r.ask("data_manager: tasks of a view and its project", "GET", f"/api/tasks/?view={view.id}&project={home}", same=("total",))
    r.ask("data_manager: tasks of an unknown view", "GET", "/api/tasks/?view=999999", body=False)
    for words, body in {
        "title": {"data": {"title": "Renamed"}},
        "filters": {"data": {"filters": filters(second, condition("total_annotations", "equal", 0), conjunction="or")}},
        "no filters": {"data": {"filters": filters()}},
        "ordering": {"data": {"ordering": ["tasks:data.text"]}},
    }.items():
        r.call(f"data_manager: change view, {words}", sdk.views.update, str(view.id), project=home, same=("data",), **body)
    r.ask("data_manager: change view, no ordering", "PATCH", here, json={"data": {"ordering": []}}, same=("data",))
    r.ask("data_manager: change view, nothing", "PATCH", here, json={})
    r.ask("data_manager: replace view", "PUT", here, json={"project": home, "data": {"title": "All"}}, same=("data.title",))
    r.ask("data_manager: replace view without a project", "PUT", here, json={"data": {}})
    r.call("data_manager: change unknown view", sdk.views.update, "999999", data={})
    for words, body in {
        "without data": {"project": home}, "no project": {"data": {}}, "unknown project": {"project": 999999, "data": {}},
        "project of a wrong type": {"project": "x"}, "data null": {"project": home, "data": None},
        "data a list": {"project": home, "data": [1]},
        "filter without its prefix": {"project": home, "data": {"filters": filters(dict(second, filter="id"))}},
        "empty filter": {"project": home, "data": {"filters": filters({})}},
        "filter through other tables": {"project": home, "data": {"filters": filters(condition("project__id", "equal", 1))}},
        "child filter": {"project": home, "data": {"filters": filters(dict(second, child_filter=second))}},
        "selected items": {"project": home, "data": {"filters": filters(second)}, "selected_items": {"all": False, "included": ids[:2]}},
    }.items():
        made = r.ask(f"data_manager: create view, {words}", "POST", "/api/dm/views/", json=body)
        if words == "selected items":
            chosen = made.json().get("id")
    r.ask("data_manager: tasks of a view with selected items", "GET", f"/api/tasks/?view={chosen}", same=("total", "tasks[].data"))
    listed = [one.id for one in sdk.views.list(project=home)]
    r.call("data_manager: order views", sdk.views.update_order, project=home, ids=sorted(listed, reverse=True))
    r.note("data_manager: ordered", right=[one.id for one in sdk.views.list(project=home)] == sorted(listed, reverse=True))
    r.ask("data_manager: order no views", "POST", "/api/dm/views/order/", json={"project": home, "ids": []})
    r.ask("data_manager: order without ids", "POST", "/api/dm/views/order/", json={"project": home})
    r.ask("data_manager: order of an unknown project", "POST", "/api/dm/views/order/", json={"project": 999999, "ids": [1]})
    r.ask("data_manager: views of an unknown project", "GET", "/api/dm/views/?project=999999")
    r.ask("data_manager: views, project of a wrong type", "GET", "/api/dm/views/?project=x")
    r.call("data_manager: delete view", sdk.views.delete, str(view.id))
    r.call("data_manager: get deleted view", sdk.views.get, str(view.id))
    r.ask("data_manager: reset without a project", "DELETE", "/api/dm/views/reset/")
    r.ask("data_manager: reset of an unknown project", "DELETE", "/api/dm/views/reset/?project=999999")
    r.call("data_manager: reset", sdk.views.delete_all, project=home)
    r.call("data_manager: views after the reset", sdk.views.list, project=home, same=("*",))


def columns_and_actions(r):
    sdk = r.sdk
    home = project(r, "Actions")
    ids = tasks(r, home, 6)
    for task in ids[:2]:
        sdk.annotations.create(task, result=choice("good"), lead_time=1)
        sdk.predictions.create(task=task, result=choice("bad"), score=0.5, model_version="m1")
    here = f"/api/dm/actions/?project={home}"
    r.ask("data_manager: columns", "GET", f"/api/dm/columns/?project={home}")
    r.note("data_manager: columns, names and types", columns=[
        (c["id"], c["type"]) for c in requests_json(r, f"/api/dm/columns/?project={home}")["columns"]])
    r.ask("data_manager: project", "GET", f"/api/dm/project/?project={home}", same=("task_count", "annotation_count"))
    r.ask("data_manager: project unknown", "GET", "/api/dm/project/?project=999999")
    r.call("data_manager: actions", sdk.actions.list, project=home)
    r.note("data_manager: actions, names", actions=[
        (a["id"], a["order"], a["permission"]) for a in requests_json(r, here) if a["id"] != "retrieve_tasks_predictions"])
    for action in ("delete_tasks", "delete_tasks_annotations", "predictions_to_annotations", "remove_duplicates"):
        r.ask(f"data_manager: form of {action}", "GET", f"/api/dm/actions/{action}/form/?project={home}")
    r.ask("data_manager: unknown action", "POST", here + "&id=nothing", json={})
    r.ask("data_manager: action without a name", "POST", here, json={})

    def act(name, action, body, **query):
        more = "".join(f"&{k}={v}" for k, v in query.items())
        r.ask(f"data_manager: {name}", "POST", f"{here}&id={action}{more}", json=body)
        found = requests_json(r, f"/api/tasks/?project={home}&fields=all")
        r.note(f"data_manager: {name}, tasks after it", tasks=[
            (t["data"], t["total_annotations"], t["total_predictions"]) for t in found["tasks"]])

    labeled = {"filters": filters(condition("total_annotations", "greater", 0))}
    act("annotations of predictions", "predictions_to_annotations", {**labeled, "model_version": "m1"})
    act("delete predictions of filtered ones", "delete_tasks_predictions", labeled)
    act("delete annotations but of one", "delete_tasks_annotations",
        {**labeled, "selectedItems": {"all": True, "excluded": [ids[0]]}})
    view = sdk.views.create(project=home, data={"filters": filters(condition("data.text", "contains", "text 5", "String"))})
    act("delete tasks of a view", "delete_tasks", {}, view=view.id)
    sdk.projects.import_tasks(home, request=[{"data": {"text": "text 0"}}, {"data": {"text": "text 1"}}])
    act("remove duplicates", "remove_duplicates", {"selectedItems": {"all": True, "excluded": []}})
    r.call("data_manager: delete predictions, by the SDK", sdk.actions.create, id="delete_tasks_predictions", project=home,
           filters=filters(condition("id", "greater", 0)), selected_items={"all": True, "excluded": []})
    act("delete chosen tasks", "delete_tasks", {"selectedItems": {"all": False, "included": ids[1:3]}})
    for words, query in {
        "unknown column": filters(condition("nothing", "equal", 1)),
        "unknown operator": filters(condition("id", "starts_with", 1)),
        "value of a wrong type": filters(condition("id", "equal", "x")),
        "no value": filters(condition("id", "equal", None)),
        "through other tables": filters(condition("project__id", "equal", 1)),
        "no conjunction": {"items": []},
    }.items():
        r.ask(f"data_manager: filter, {words}", "GET", f"/api/tasks/?project={home}&query=" + json.dumps({"filters": query}), body=False)
    r.ask("data_manager: order by an unknown column", "GET", f"/api/tasks/?project={home}&query=" + json.dumps(
        {"ordering": ["tasks:nothing"]}), body=False)
    act("delete all tasks", "delete_tasks", {"selectedItems": {"all": True, "excluded": []}})
    r.note("data_manager: views of the emptied project", views=len(list(sdk.views.list(project=home))))


def requests_json(r, path):
    import requests
    return requests.get(r.url + path, headers={"Authorization": f"Token {r.token}"}, timeout=180).json()
