"""ML backends: the real program and the real example server of label-studio-ml."""

import time

import pytest
import requests
from label_studio_sdk.client import LabelStudio

from model_server import ModelServer
from server import TOKEN, Server, submit, wait_until

TEXT = """<View><Text name="t" value="$text"/>
<Choices name="c" toName="t"><Choice value="good"/><Choice value="bad"/></Choices></View>"""
BOXES = """<View><Image name="i" value="$image"/>
<RectangleLabels name="r" toName="i" smart="true"><Label value="cat"/></RectangleLabels></View>"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    with ModelServer(tmp_path_factory.mktemp("model")) as running:
        yield running


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path / "data")
    yield running
    running.stop()


def make_project(server, config=TEXT, tasks=(), **settings):
    project = server.post("/api/projects", {"title": "Learning", "label_config": config, **settings})["id"]
    if tasks:
        server.post(f"/api/projects/{project}/import", [{"data": data} for data in tasks])
    return project


def connect(server, model, project, **more):
    return server.post("/api/ml", {"project": project, "url": model.url, "title": "small", **more})


def predict_all(server, backend, body=None):
    job = server.post(f"/api/v1/ml/{backend['id']}/predictions", body or {}, expect=202)
    return wait_for(server, job["id"])


def wait_for(server, job_id):
    end = time.monotonic() + 120
    while time.monotonic() < end:
        job = server.get(f"/api/v1/ml/predictions/{job_id}?wait=10")
        if job["finished"]:
            return job
    raise AssertionError(job)


def choices(prediction):
    return prediction["result"][0]["value"]["choices"]


class Person:
    """Somebody who signed in."""

    def __init__(self, server, email, password):
        self.url = server.url
        self.session = requests.Session()
        assert submit(self.session, server.url + "/user/login", email=email, password=password).status_code == 302

    def ask(self, method, path, body=None):
        return self.session.request(method, self.url + path, json=body, timeout=30).status_code


def test_the_sdk_connects_predicts_and_trains(server, model):
    sdk = LabelStudio(base_url=server.url, api_key=TOKEN)
    project = make_project(server, tasks=[{"text": f"line {i}"} for i in range(60)])
    made = sdk.ml.create(project=project, url=model.url, title="small", is_interactive=False)
    assert made.state == "CO" and made.readable_state == "Connected"
    assert [backend.id for backend in sdk.ml.list(project=project)] == [made.id]
    assert sdk.ml.get(made.id).url == model.url
    assert server.get(f"/api/projects/{project}")["model_version"] == "small"

    # The next task comes with the model's prediction.
    task = server.get(f"/api/projects/{project}/next")
    assert [choices(p) for p in task["predictions"]] == [["good"]]
    assert task["predictions"][0]["score"] == 0.75
    first_version = task["predictions"][0]["model_version"]

    # All others by a job, which leaves out what is there.
    job = predict_all(server, {"id": made.id})
    assert job["state"] == "completed" and (job["predicted"], job["skipped"]) == (59, 1), job
    assert server.get(f"/api/projects/{project}")["total_predictions_number"] == 60

    # Training gives the model another version, and its predictions are shown then.
    sdk.ml.train(made.id)
    wait_until(lambda: sdk.ml.get(made.id).model_version != first_version)
    trained = sdk.ml.get(made.id).model_version
    assert trained in sdk.ml.list_model_versions(made.id).versions
    task = server.get(f"/api/tasks/{task['id']}")
    assert len(task["predictions"]) == 1  # it has one, so nobody is asked
    job = predict_all(server, {"id": made.id})
    assert job["predicted"] == 60 and job["model_version"] == trained
    task = server.get(f"/api/projects/{project}/next")
    assert [(choices(p), p["model_version"]) for p in task["predictions"]] == [(["bad"], trained)]

    versions = server.get(f"/api/projects/{project}/model-versions?extended=true&include_live_models=true")
    assert {v["model_version"]: v["count"] for v in versions["static"]} == {first_version: 60, trained: 60}
    assert [backend["id"] for backend in versions["live"]] == [made.id]
    sdk.ml.update(made.id, url=model.url, project=project, title="renamed")
    assert server.get(f"/api/projects/{project}")["model_version"] == "renamed"
    sdk.ml.delete(made.id)
    assert server.get(f"/api/ml?project={project}") == []
    assert server.get(f"/api/projects/{project}")["model_version"] == ""


def test_a_version_that_was_chosen(server, model):
    project = make_project(server, tasks=[{"text": "a"}])
    backend = connect(server, model, project, auto_update=False, model_version="INITIAL")
    assert backend["model_version"] == "INITIAL"
    task = server.get(f"/api/projects/{project}/next")
    assert [(choices(p), p["model_version"]) for p in task["predictions"]] == [(["good"], "INITIAL")]


def test_smart_tools_ask_the_model(server, model):
    project = make_project(server, BOXES, [{"image": "http://example.com/1.jpg"}])
    backend = connect(server, model, project, is_interactive=True)
    assert server.get(f"/api/v1/projects/{project}/interactive-models") == [{"id": backend["id"], "title": "small"}]
    task = server.tasks(project)[0]["id"]
    path = f"/api/ml/{backend['id']}/interactive-annotating"
    drawn = {"result": [{"type": "keypointlabels", "value": {"x": 40, "y": 60, "width": 1}}]}
    answer = server.post(path, {"task": task, "context": drawn}, expect=200)
    value = answer["data"]["result"][0]["value"]
    assert (value["x"], value["y"], value["rectanglelabels"]) == (30, 50, ["cat"])
    assert server.get(f"/api/tasks/{task}")["total_predictions"] == 1  # opening it asks for one; the tool saves nothing
    server.request("PATCH", f"/api/ml/{backend['id']}", expect=200, json={"is_interactive": False})
    assert "errors" in server.post(path, {"task": task}, expect=200)
    server.request("POST", path, expect=404, json={"task": 999_999})


def test_tasks_that_fail_are_listed_with_their_cause(server, model):
    project = make_project(server, tasks=[{"text": "a"}, {"text": "b", "fail": "cannot read b"}, {"text": "c"}])
    backend = connect(server, model, project)
    action = f"/api/dm/actions?id=retrieve_tasks_predictions&project={project}"
    answer = server.post(action, {"selectedItems": {"all": True, "excluded": []}}, expect=200)
    assert answer["processed_items"] == 2 and "1 failed" in answer["detail"]
    failed = server.get(f"/api/v1/ml/predictions/{answer['job']}/failures")
    bad = next(task["id"] for task in server.tasks(project) if task["data"]["text"] == "b")
    assert failed["count"] == 1 and failed["results"][0]["task"] == bad
    assert "ValueError: cannot read b" in failed["results"][0]["error"]
    server.request("PATCH", f"/api/tasks/{bad}", expect=200, json={"data": {"text": "b"}})
    job = predict_all(server, backend, {"failed_of": answer["job"]})
    assert (job["state"], job["predicted"], job["total"]) == ("completed", 1, 1)


def test_what_cannot_be_connected(server, model):
    project = make_project(server)
    for body, status, words in [
            ({"project": project, "url": "http://127.0.0.1:1"}, 400, "Can't connect to ML backend"),
            ({"project": project, "url": server.url}, 400, "ML backend"),
            ({"project": project, "url": "nonsense"}, 403, "not allowed"),
            ({"project": project, "url": "http://169.254.169.254/"}, 400, "address"),
            ({"project": 999_999, "url": model.url}, 400, "object does not exist"),
            ({"project": project, "url": model.url, "auth_method": "BASIC_AUTH"}, 400, "password is required")]:
        answer = server.request("POST", "/api/ml", expect=status, json=body)
        assert words in answer.text, answer.text
    assert server.get(f"/api/ml?project={project}") == []


def test_the_password_stays_inside_and_at_home(server, model):
    project = make_project(server)
    backend = connect(server, model, project, auth_method="BASIC_AUTH", basic_auth_user="ann", basic_auth_pass="quiet-word-7")
    assert backend["basic_auth_pass_is_set"] and "quiet-word-7" not in str(backend)
    path = f"/api/ml/{backend['id']}"
    assert server.request("PATCH", path, expect=200, json={"title": "x"}).json()["basic_auth_pass_is_set"]
    refused = server.request("PATCH", path, expect=400, json={"url": "http://127.0.0.1:1"})
    assert "another address" in refused.text
    database = (server.data_dir / "millrace.sqlite3").read_bytes() + (server.data_dir / "millrace.sqlite3-wal").read_bytes()
    assert b"quiet-word-7" not in database and b"http://127.0.0.1" in database
    cleared = server.request("PATCH", path, expect=200, json={"auth_method": "NONE"}).json()
    assert not cleared["basic_auth_pass_is_set"] and cleared["basic_auth_user"] == ""


def test_a_killed_server_goes_on_with_its_job(tmp_path, model):
    server = Server(tmp_path / "data")
    project = make_project(server, tasks=[{"text": f"{i}", "slow": 0.02} for i in range(200)])
    backend = connect(server, model, project)
    job = server.post(f"/api/v1/ml/{backend['id']}/predictions", {}, expect=202)
    wait_until(lambda: server.get(f"/api/v1/ml/predictions/{job['id']}")["predicted"] >= 50)
    server.kill()
    server = Server(tmp_path / "data")
    try:
        ended = wait_for(server, job["id"])
        assert (ended["state"], ended["predicted"], ended["predictions"]) == ("completed", 200, 200), ended
        assert all(len(task["predictions"]) == 1 for task in server.tasks(project))
    finally:
        server.stop()


def test_a_task_is_given_without_its_prediction_when_nobody_answers(server, tmp_path_factory):
    with ModelServer(tmp_path_factory.mktemp("away")) as model:
        project = make_project(server, tasks=[{"text": "a", "slow": 30}, {"text": "b"}])
        connect(server, model, project)
        begin = time.monotonic()
        task = server.get(f"/api/projects/{project}/next")
        assert task["predictions"] == [] and "has not answered" in task["prediction_problem"]
        assert time.monotonic() - begin < 25
    task = server.get(f"/api/projects/{project}/next")
    assert task["predictions"] == [] and task["prediction_problem"]
    states = server.get(f"/api/ml?project={project}")
    assert states[0]["state"] == "DI" and states[0]["error_message"]


def test_annotations_train_the_model(server, model):
    project = make_project(server, tasks=[{"text": "a"}, {"text": "b"}], min_annotations_to_start_training=2)
    backend = connect(server, model, project)
    before = server.get(f"/api/ml/{backend['id']}")["model_version"]
    result = [{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["bad"]}}]
    for task in server.tasks(project):
        server.post(f"/api/tasks/{task['id']}/annotations", {"result": result})
    wait_until(lambda: server.get(f"/api/ml/{backend['id']}")["model_version"] not in (before, ""))


def test_annotators_use_smart_tools_and_see_no_settings(server, model):
    project = make_project(server, BOXES, [{"image": "http://example.com/1.jpg"}])
    backend = connect(server, model, project, is_interactive=True)
    server.post("/api/v1/accounts", {"email": "lea@example.com", "password": "wheel-and-water", "role": "annotator"})
    lea = Person(server, "lea@example.com", "wheel-and-water")
    path = f"/api/ml/{backend['id']}/interactive-annotating"
    task = server.tasks(project)[0]["id"]
    assert lea.ask("POST", path, {"task": task}) == 404  # no member yet
    server.post(f"/api/v1/projects/{project}/members", {"email": "lea@example.com"})
    assert lea.ask("POST", path, {"task": task}) == 200
    assert lea.ask("GET", f"/api/ml?project={project}") == 403
