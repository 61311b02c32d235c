"""ML backends. Both servers talk to the example server of label-studio-ml, each to one of its own."""

from .samples import PICTURES, choice, project, tasks

BACKEND = ("state", "readable_state", "is_interactive", "error_message", "title", "auth_method", "basic_auth_user",
           "basic_auth_pass_is_set", "description", "extra_params", "model_version", "timeout", "auto_update")
NOWHERE = "http://127.0.0.1:1"


def run(r, place):
    from model_server import ModelServer  # of tests/e2e, which servers.py makes known
    # Each with a server of its own: what Label Studio tells one of other projects would train its model.
    for subject in (_refusals, _connections, _predictions, _lists, _smart_tools, _training):
        work = place.files / subject.__name__
        work.mkdir()
        with ModelServer(work) as model:
            subject(r, model.url)


def _made(answer):
    return answer.json()["id"] if answer.status_code == 201 else 0


def _refusals(r, url):
    home = project(r, "ML refusals")

    def create(name, **body):
        r.ask(f"ml: create, {name}", "POST", "/api/ml/", json=body)

    create("nothing")
    create("no url", project=home)
    create("no project", url=url)
    create("unknown project", project=999_999, url=url)
    create("url of a wrong kind", project=home, url="nonsense")
    create("another scheme", project=home, url="ftp://example.com")
    create("blank url", project=home, url="")
    create("null url", project=home, url=None)
    create("nobody there", project=home, url=NOWHERE)
    create("wrong method", project=home, url=url, auth_method="X")
    create("basic without words", project=home, url=url, auth_method="BASIC_AUTH")
    create("timeout of a wrong type", project=home, url=url, timeout="soon")
    create("password blank", project=home, url=url, basic_auth_pass="")
    r.ask("ml: create, a list", "POST", "/api/ml/", json=[])
    r.ask("ml: list without a project", "GET", "/api/ml/")
    r.ask("ml: list of an unknown project", "GET", "/api/ml/?project=999999")
    r.ask("ml: list of a word", "GET", "/api/ml/?project=x")
    for method, path in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/versions"), ("POST", "/train")):
        r.ask(f"ml: unknown, {method} {path or 'itself'}", method, f"/api/ml/999999{path}", json={} if method != "GET" else None)
    r.call("ml: sdk, unknown", r.sdk.ml.get, 999_999)


def _connections(r, url):
    home = project(r, "ML connections")
    first = r.ask("ml: create", "POST", "/api/ml/", same=BACKEND,
                  json={"project": home, "url": url, "title": "one", "is_interactive": True, "extra_params": {"x": 1}})
    path = f"/api/ml/{_made(first)}"
    r.call("ml: webhooks of the first", r.sdk.webhooks.list, project=str(home))
    r.call("ml: project shows the first", r.sdk.projects.get, home, same=("model_version",))
    other = r.ask("ml: create, basic", "POST", "/api/ml/", same=BACKEND, json={
        "project": home, "url": url, "title": "two", "auth_method": "BASIC_AUTH", "basic_auth_user": "u",
        "basic_auth_pass": "p", "description": "second", "timeout": 7.5})
    r.ask("ml: create, nulls", "POST", "/api/ml/", same=BACKEND,
          json={"project": home, "url": url, "title": None, "description": None, "extra_params": "text"})
    r.call("ml: sdk, create", r.sdk.ml.create, project=home, url=url, title="by the SDK", same=BACKEND)
    r.call("ml: sdk, list", r.sdk.ml.list, project=home)
    r.note("ml: webhooks of all", settings=[(one.is_active, one.send_payload, one.send_for_all_actions, one.url.rsplit("/", 1)[1])
                                            for one in r.sdk.webhooks.list(project=str(home))])
    r.ask("ml: list", "GET", f"/api/ml/?project={home}")
    for text in ("true", "false", "x"):
        answer = r.ask(f"ml: list, is_interactive={text}", "GET", f"/api/ml/?project={home}&is_interactive={text}")
        r.note(f"ml: list, is_interactive={text}, how many", count=len(answer.json()) if answer.ok else None)
    r.ask("ml: get", "GET", path, same=BACKEND)
    r.ask("ml: change", "PATCH", path, same=BACKEND, json={"project": home, "url": url, "title": "uno"})
    r.call("ml: project follows the title", r.sdk.projects.get, home, same=("model_version",))
    r.ask("ml: change, a title alone", "PATCH", path, same=BACKEND, json={"title": "uno"})
    r.ask("ml: change, nobody there", "PATCH", path, json={"project": home, "url": NOWHERE})
    r.ask("ml: change, a version", "PATCH", path, same=BACKEND,
          json={"project": home, "url": url, "auto_update": False, "model_version": "INITIAL"})
    r.ask("ml: put", "PUT", path, same=BACKEND, json={"project": home, "url": url})
    r.ask("ml: put, no url", "PUT", path, json={"project": home})
    r.call("ml: sdk, update", r.sdk.ml.update, _made(other), project=home, url=url, title="dos", same=("title", "basic_auth_pass_is_set"))
    r.ask("ml: versions", "GET", f"{path}/versions")
    r.call("ml: project, a version that is a title", r.sdk.projects.update, home, model_version="dos", same=("model_version",))
    r.call("ml: project, a version of nobody", r.sdk.projects.update, home, model_version="nobody")
    r.ask("ml: live versions", "GET", f"/api/projects/{home}/model-versions/?extended=true&include_live_models=true")
    r.call("ml: sdk, delete", r.sdk.ml.delete, _made(other))
    # Not its model_version: a thread of Label Studio, which tells the model of the project, sometimes writes the old one back.
    r.call("ml: project after that", r.sdk.projects.get, home)


def _predictions(r, url):
    home = project(r, "ML predictions")
    ids = tasks(r, home, 3)
    listed = r.sdk.actions.list(project=home)
    r.note("ml: action", found=[(one.title, one.order) for one in listed if one.id == "retrieve_tasks_predictions"])
    made = r.ask("ml: create for predictions", "POST", "/api/ml/", same=BACKEND, json={"project": home, "url": url, "title": "m"})
    path = f"/api/ml/{_made(made)}"
    shown = ("predictions[].result", "predictions[].score", "predictions[].model_version")
    r.ask("ml: next task", "GET", f"/api/projects/{home}/next/", same=("data", *shown))
    r.ask("ml: next task again", "GET", f"/api/projects/{home}/next/", same=("data", *shown))
    r.ask("ml: task with a prediction", "GET", f"/api/tasks/{ids[0]}/", same=shown)
    r.ask("ml: task without one", "GET", f"/api/tasks/{ids[1]}/", same=shown)
    whole = {"selectedItems": {"all": True, "excluded": []}}
    action = f"/api/dm/actions/?id=retrieve_tasks_predictions&project={home}"
    r.ask("ml: retrieve", "POST", action, json=whole, same=("processed_items", "detail"))
    r.ask("ml: retrieve again", "POST", action, json=whole, same=("processed_items", "detail"))
    r.ask("ml: retrieve for some", "POST", action, same=("processed_items", "detail"),
          json={"selectedItems": {"all": False, "included": [ids[2]]}})
    r.call("ml: predictions", r.sdk.predictions.list, project=home)
    r.call("ml: project with predictions", r.sdk.projects.get, home, same=("total_predictions_number", "model_version"))
    r.ask("ml: model versions", "GET", f"/api/projects/{home}/model-versions/", same=("INITIAL", "m"))
    r.ask("ml: trial", "POST", f"{path}/predict/test?random=true", json={}, same=("status", "response"))
    r.ask("ml: trial of nothing", "POST", f"{path}/predict/test", json={})
    r.ask("ml: delete a version", "DELETE", f"/api/projects/{home}/model-versions/", json={"model_version": "INITIAL"},
          same=("deleted_predictions",))
    r.call("ml: project without it", r.sdk.projects.get, home, same=("total_predictions_number", "model_version"))
    r.sdk.projects.update(home, show_collab_predictions=False)
    r.ask("ml: hidden, next task", "GET", f"/api/projects/{home}/next/", same=("predictions",))
    empty = project(r, "ML without tasks")
    made = r.ask("ml: create without tasks", "POST", "/api/ml/", json={"project": empty, "url": url})
    r.ask("ml: trial without tasks", "POST", f"/api/ml/{_made(made)}/predict/test?random=true", json={})
    bare = project(r, "No ML")
    tasks(r, bare, 1)
    r.ask("ml: retrieve without a backend", "POST", f"/api/dm/actions/?id=retrieve_tasks_predictions&project={bare}", json=whole)


def _lists(r, url):
    home = project(r, "ML lists")
    tasks(r, home, 2)
    # Before it is connected: models train themselves when they hear that their project was changed.
    r.sdk.projects.update(home, evaluate_predictions_automatically=True)
    r.ask("ml: create for lists", "POST", "/api/ml/", json={"project": home, "url": url})
    path = f"/api/tasks?project={home}&fields=all"
    r.ask("ml: list of tasks, the first time", "GET", path, body=False)
    r.ask("ml: list of tasks with predictions", "GET", path, same=("tasks[].total_predictions", "tasks[].predictions[].result",
                                                                   "tasks[].predictions[].score", "tasks[].predictions[].model_version"))


def _smart_tools(r, url):
    home = project(r, "ML smart tools", PICTURES)
    r.sdk.projects.import_tasks(home, request=[{"data": {"image": "http://example.com/1.jpg"}}])
    task = next(iter(r.sdk.tasks.list(project=home))).id
    made = r.ask("ml: create for smart tools", "POST", "/api/ml/", json={"project": home, "url": url, "is_interactive": True})
    path = f"/api/ml/{_made(made)}/interactive-annotating"
    context = {"result": [{"type": "keypointlabels", "value": {"x": 40, "y": 60, "width": 1}}]}
    r.ask("ml: interactive", "POST", path, json={"task": task, "context": context}, same=("data",))
    r.ask("ml: interactive, no context", "POST", path, json={"task": task}, same=("data",))
    r.call("ml: sdk, interactive", r.sdk.ml.predict_interactive, _made(made), task=task, context=context)
    r.ask("ml: interactive, nothing", "POST", path, json={})
    r.ask("ml: interactive, unknown task", "POST", path, json={"task": 999_999})
    r.ask("ml: not interactive", "PATCH", f"/api/ml/{_made(made)}", json={"project": home, "url": url, "is_interactive": False})
    r.ask("ml: interactive, of one that is not", "POST", path, json={"task": task}, same=("errors",))


def _training(r, url):
    home = project(r, "ML training")
    ids = tasks(r, home, 1)
    r.sdk.annotations.create(ids[0], result=choice("good"))
    made = r.ask("ml: create for training", "POST", "/api/ml/", json={"project": home, "url": url})
    r.ask("ml: train", "POST", f"/api/ml/{_made(made)}/train", json={})
    r.call("ml: sdk, train", r.sdk.ml.train, _made(made))
    r.ask("ml: predict all, of the enterprise", "POST", f"/api/ml/{_made(made)}/predict", json={})
