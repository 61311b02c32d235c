"""ML backends as people use them: the real example server of label-studio-ml, connected, asked and seen in the editor."""

import labeling
import pytest
from labeling import CLASSES, PICTURE, Editor
from model_server import ModelServer

BOXES = """<View><Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image" smart="true"><Label value="Cat"/></RectangleLabels></View>"""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    with ModelServer(tmp_path_factory.mktemp("model")) as running:
        yield running


def classes(server, texts):
    return labeling.project(server, CLASSES, texts)


def connect(server, model, project, **more):
    return server.post("/api/ml", {"project": project, "url": model.url, "title": "small", **more})


def test_a_model_is_connected_and_its_prediction_is_what_people_begin_with(server, model, page, axe):
    project, tasks = classes(server, [{"text": f"Text {i}"} for i in range(3)])
    page.goto(f"/projects/{project}/settings/ml")
    page.get_by_role("heading", name="No model is connected").wait_for()
    axe(page)
    page.get_by_role("button", name="Connect Model").click()
    dialog = page.get_by_role("dialog", name="Connect Model")
    dialog.get_by_role("button", name="Connect", exact=True).click()
    dialog.get_by_text("Write the address").wait_for()
    dialog.get_by_role("textbox", name="Name", exact=True).fill("small")
    dialog.get_by_label("Backend URL").fill("http://127.0.0.1:1")
    page.watch.allow("400 .*/api/v1/ml/check")
    dialog.get_by_role("button", name="Validate").click()
    dialog.get_by_text("Can't connect to ML backend").wait_for()
    dialog.get_by_label("Backend URL").fill(model.url)
    dialog.get_by_role("button", name="Validate").click()
    dialog.get_by_text("The model answers and suits the project").wait_for()
    axe(page)
    dialog.get_by_role("button", name="Connect", exact=True).click()
    card = page.get_by_role("article", name="small")
    card.get_by_text("connected").wait_for()
    assert page.get_by_label("Predictions that people begin with").input_value() == "small"
    axe(page)

    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    assert editor.choice("Good").is_checked()
    editor.submit()
    editor.opens(tasks[1])
    [region] = labeling.result(server, tasks[0])
    assert region["value"]["choices"] == ["Good"]
    assert labeling.annotations(server, tasks[0])[0]["parent_prediction"] is not None


def test_predictions_for_all_tasks_and_those_that_failed(server, model, page, axe):
    project, _ = classes(server, [{"text": "a"}, {"text": "b", "fail": "too short"}, {"text": "c"}])
    connect(server, model, project)
    page.goto(f"/projects/{project}/settings/ml")
    card = page.get_by_role("article", name="small")
    card.get_by_role("button", name="Get predictions").click()
    card.get_by_text("done, but not for all tasks").wait_for()
    card.get_by_text("2 new predictions").wait_for()
    card.get_by_role("button", name="1 failed: show why").click()
    dialog = page.get_by_role("dialog", name="Tasks without a prediction")
    dialog.get_by_text("ValueError: too short").wait_for()
    axe(page)
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    card.get_by_role("button", name="Ask for the failed ones again").click()
    card.get_by_text("1 task, 0 new predictions, 1 failed").wait_for()


def test_a_job_that_runs_is_seen_and_cancelled(server, model, page):
    project, _ = classes(server, [{"text": f"{i}", "slow": 0.1} for i in range(200)])
    connect(server, model, project)
    page.goto(f"/projects/{project}/settings/ml")
    card = page.get_by_role("article", name="small")
    card.get_by_role("button", name="Get predictions").click()
    card.get_by_role("progressbar", name="Progress of the predictions").wait_for()
    card.get_by_role("button", name="Cancel").click()
    card.get_by_text("Predictions: cancelled").wait_for()


def test_training_editing_and_disconnecting(server, model, page):
    project, _ = classes(server, [{"text": "a"}])
    backend = connect(server, model, project, auth_method="BASIC_AUTH", basic_auth_user="ann", basic_auth_pass="quiet")
    page.goto(f"/projects/{project}/settings/ml")
    card = page.get_by_role("article", name="small")
    card.get_by_role("button", name="Train").click()
    card.get_by_role("button", name="More for small").click()
    page.get_by_role("menuitem", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit model")
    assert dialog.get_by_role("textbox", name="Password").input_value() == ""
    dialog.get_by_role("textbox", name="Name", exact=True).fill("renamed")
    dialog.get_by_role("button", name="More", exact=True).click()
    dialog.get_by_label("Model version").locator("option", has_text="1").first.wait_for(state="attached")
    dialog.get_by_role("button", name="Save").click()
    dialog.wait_for(state="detached")
    page.get_by_role("article", name="renamed").wait_for()
    saved = server.get(f"/api/ml/{backend['id']}")
    assert saved["title"] == "renamed" and saved["basic_auth_pass_is_set"]
    page.get_by_role("button", name="More for renamed").click()
    page.get_by_role("menuitem", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    page.get_by_role("heading", name="No model is connected").wait_for()


def test_a_smart_tool_shows_what_the_model_draws(server, model, page):
    project, tasks = labeling.project(server, BOXES, [{"image": PICTURE}], show_collab_predictions=False)
    connect(server, model, project, is_interactive=True)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    editor.frame.get_by_text("Auto-Annotation").click()
    editor.frame.get_by_text("Auto-Accept Suggestions").click()
    editor.frame.locator(".lsf-tool_smart").click()
    with page.expect_response("**/interactive-annotating") as answered:
        editor.label("Cat")
        editor.drag((0.4, 0.4), (0.6, 0.7))
    assert answered.value.status == 200
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    places = [(round(region["value"]["x"]), round(region["value"]["width"])) for region in labeling.result(server, tasks[0])]
    assert (30, 20) in places, places


def test_a_model_that_is_away_is_told_above_the_task(server, tmp_path_factory, page):
    with ModelServer(tmp_path_factory.mktemp("away")) as model:
        project, tasks = classes(server, [{"text": "a"}])
        connect(server, model, project)
    page.goto(f"/projects/{project}/label")
    Editor(page).opens(tasks[0])
    page.get_by_text("This task comes without the model's prediction").wait_for()
    page.goto(f"/projects/{project}/settings/ml")
    page.get_by_role("article", name="small").get_by_text("does not answer").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible(server, model, browse, axe, width):
    project, _ = classes(server, [{"text": "a"}])
    connect(server, model, project, is_interactive=True)
    for scheme in ("light", "dark"):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        page.goto(f"/projects/{project}/settings/ml")
        page.get_by_role("article", name="small").get_by_text("connected").wait_for()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="More for small").click()
        page.get_by_role("menuitem", name="Edit").click()
        dialog = page.get_by_role("dialog", name="Edit model")
        dialog.get_by_role("button", name="More", exact=True).click()
        dialog.get_by_label("Model version").wait_for()
        page.get_by_role("menu").wait_for(state="detached")
        axe(page)
