"""Labeling as a person does it: nothing that was drawn is ever lost, and the page always says what is saved."""

import labeling
import pytest
from browser import sign_in
from labeling import BOXES, CLASSES, PICTURE, Editor
from playwright.sync_api import expect
from server import EMAIL, PASSWORD


def boxes(server, tasks=2, **settings):
    return labeling.project(server, BOXES, [{"image": PICTURE}] * tasks, **settings)


def classes(server, tasks=2, **settings):
    return labeling.project(server, CLASSES, [{"text": f"Text {i}"} for i in range(tasks)], **settings)


def kept(page):
    """How many pieces of work the browser holds for the server."""
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('millrace.work.')).length")


def test_the_queue_is_labeled_to_its_end(server, page, axe):
    project, tasks = boxes(server)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    page.get_by_text("1 of 2", exact=True).wait_for()
    editor.box("Cat", (0.2, 0.2), (0.6, 0.7))
    editor.says("Saved just now")
    axe(page)
    editor.submit()
    editor.opens(tasks[1])
    editor.box("Dog")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="All 2 tasks are done").wait_for()
    axe(page)
    [region] = labeling.result(server, tasks[0])
    value = region.pop("value")
    assert {k: region[k] for k in ("type", "from_name", "to_name", "origin", "original_width", "original_height")} == {
        "type": "rectanglelabels", "from_name": "box", "to_name": "image", "origin": "manual",
        "original_width": 400, "original_height": 300}
    assert value["rectanglelabels"] == ["Cat"]
    for name, wanted in (("x", 20), ("y", 20), ("width", 40), ("height", 50)):
        assert value[name] == pytest.approx(wanted, abs=1), value
    assert labeling.result(server, tasks[1])[0]["value"]["rectanglelabels"] == ["Dog"]
    assert labeling.annotations(server, tasks[0])[0]["lead_time"] > 0
    assert server.get(f"/api/tasks/{tasks[0]}/drafts") == []


def test_a_key_that_the_account_changed_is_shown_and_counts(server, page, axe):
    server.request("PATCH", "/api/current-user/hotkeys", expect=200,
                   json={"custom_hotkeys": {"annotation:submit": {"key": "alt+shift+s", "active": True}}})
    project, tasks = boxes(server)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Labeling keys")
    expect(keys.get_by_role("row", name="Submit or update")).to_contain_text("Alt Shift S")
    axe(page)
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    editor.box("Cat", (0.2, 0.2), (0.6, 0.7))
    editor.says("Saved just now")
    page.get_by_role("button", name="Labeling keys").click()
    keys.wait_for()
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    page.keyboard.press("Alt+Shift+S")
    editor.opens(tasks[1])
    assert len(labeling.annotations(server, tasks[0])) == 1


def test_a_draft_is_there_after_a_reload(server, page):
    project, tasks = boxes(server, 1)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    editor.box()
    editor.says("Saved just now")
    page.reload()
    editor.opens(tasks[0])
    editor.says("Saved")
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    assert len(labeling.result(server, tasks[0])) == 1
    assert server.get(f"/api/tasks/{tasks[0]}/drafts") == []


def test_skip_take_back_submit_change_and_delete(server, page):
    project, tasks = classes(server)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    editor.skip()
    editor.opens(tasks[1])
    task = server.get(f"/api/tasks/{tasks[0]}")
    assert [a["was_cancelled"] for a in task["annotations"]] == [True]

    page.goto(f"/projects/{project}/label?task={tasks[0]}")
    editor.opens(tasks[0])
    editor.frame.get_by_role("button", name="cancel-skip").click()
    editor.frame.get_by_role("button", name="submit").wait_for()
    assert server.get(f"/api/tasks/{tasks[0]}")["annotations"] == []
    editor.choice("Good").click()
    with page.expect_response(lambda r: r.url.endswith("/annotations") and r.request.method == "POST"):
        editor.submit()
    editor.opens(tasks[0])
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}

    editor.choice("Bad").click()
    with page.expect_response(lambda r: "/api/annotations/" in r.url and r.request.method == "PATCH") as updated:
        editor.submit()
    assert updated.value.status == 200
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Bad"]}

    editor.opens(tasks[0])
    editor.frame.locator(".lsf-annotation-button__contextMenu").click()  # the editor gives it no name
    editor.frame.get_by_text("Delete Annotation").click()
    with page.expect_response(lambda r: "/api/annotations/" in r.url and r.request.method == "DELETE"):
        editor.frame.get_by_role("button", name="Delete", exact=True).click()
    editor.frame.get_by_text("Submit", exact=True).wait_for()
    assert labeling.annotations(server, tasks[0]) == []


def test_next_leaves_a_task_for_later_and_previous_comes_back(server, page):
    project, tasks = classes(server)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    editor.choice("Good").click()
    page.get_by_role("button", name="Next task").click()
    editor.opens(tasks[1])
    page.get_by_role("button", name="Previous task").click()
    editor.opens(tasks[0])
    assert editor.choice("Good").is_checked()
    editor.submit()
    editor.opens(tasks[1])


def test_an_empty_annotation_is_refused_where_the_project_says_so(server, page):
    project, tasks = classes(server, enable_empty_annotation=False)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    assert editor.frame.get_by_role("button", name="submit").is_disabled()
    editor.choice("Good").click()
    editor.submit()
    editor.opens(tasks[1])


def test_instructions_come_first_and_run_nothing(server, page):
    project, tasks = classes(server, show_instruction=True, show_skip_button=False,
                             expert_instruction="<h2>Moods</h2><script>window.ran = 1</script><p onclick='x()'>Choose one.</p>")
    page.goto(f"/projects/{project}/label")
    dialog = page.get_by_role("dialog", name="Labeling instructions")
    dialog.get_by_role("heading", name="Moods").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    editor = Editor(page).opens(tasks[0])
    assert editor.frame.get_by_role("button", name="skip-task").count() == 0
    page.keyboard.press("1")
    assert editor.choice("Good").is_checked()
    page.reload()
    editor.opens(tasks[0])
    assert dialog.count() == 0
    page.get_by_role("button", name="Instructions").click()
    dialog.get_by_text("Choose one.").wait_for()
    assert page.evaluate("window.ran") is None


def test_a_prediction_is_where_labeling_begins(server, page):
    project, tasks = classes(server, 1)
    made = server.post("/api/predictions/", {"task": tasks[0], "model_version": "v1", "result": [
        {"id": "p1", "from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["Bad"]}}]})
    server.request("PATCH", f"/api/projects/{project}/", expect=200, json={"model_version": "v1"})
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    assert editor.choice("Bad").is_checked()
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    [annotation] = labeling.annotations(server, tasks[0])
    assert annotation["parent_prediction"] == made["id"]
    assert annotation["result"][0]["value"] == {"choices": ["Bad"]}


def test_nothing_is_lost_when_the_server_dies_in_the_middle(server, start, page):
    project, tasks = classes(server)
    page.watch.allow("Failed to load resource", "ERR_CONNECTION")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    with labeling.away(server, start):
        editor.choice("Good").click()
        editor.says("Not saved: the server does not answer")
        assert kept(page) == 1
        editor.submit()
        notice = page.get_by_role("alert").filter(has_text="sent again by itself").last
        notice.wait_for()
    editor.opens(tasks[1])
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}
    assert kept(page) == 0


def test_work_that_was_never_saved_comes_back_after_a_crash(server, start, browse):
    project, tasks = classes(server)
    page = browse(server)
    page.watch.allow("Failed to load resource", "ERR_CONNECTION")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    with labeling.away(server, start):
        editor.choice("Bad").click()
        editor.says("Not saved: the server does not answer")
        page.close()
    again = page.context.new_page()
    again.watch = page.watch
    again.goto(f"/projects/{project}/label")
    editor = Editor(again).opens(tasks[0])
    again.get_by_text("Brought back what was not saved").wait_for()
    assert editor.choice("Bad").is_checked()
    editor.says("Saved just now")
    assert server.get(f"/api/tasks/{tasks[0]}/drafts")[0]["result"][0]["value"] == {"choices": ["Bad"]}


def test_signed_out_in_the_middle_goes_on_after_signing_in(server, page):
    project, tasks = classes(server)
    page.watch.allow("401")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    page.context.clear_cookies()
    editor.choice("Good").click()
    editor.says("Not saved: you are signed out")
    editor.submit()
    page.get_by_role("button", name="Send now").wait_for()
    page.get_by_text("You are signed out. Sign in").wait_for()
    sign_in(page.context, server, EMAIL, PASSWORD)
    page.get_by_role("button", name="Send now").click()
    editor.opens(tasks[1])
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}


def test_a_task_that_is_deleted_meanwhile_keeps_the_work_on_the_page(server, page):
    project, tasks = classes(server)
    page.watch.allow("404")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    editor.choice("Good").click()
    editor.says("Saved just now")
    server.request("DELETE", f"/api/tasks/{tasks[0]}/", expect=204)
    editor.submit()
    page.get_by_text("Not submitted").wait_for()
    assert editor.choice("Good").is_checked()
    page.get_by_role("button", name="Next task").click()


def test_two_tabs_on_one_task_ask(server, page):
    project, tasks = classes(server, 1)
    page.watch.allow("409")
    other = page.context.new_page()
    other.watch = page.watch
    for tab in (page, other):
        tab.goto(f"/projects/{project}/label")
        Editor(tab).opens(tasks[0])
    first, second = Editor(page), Editor(other)
    first.choice("Good").click()
    first.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    second.choice("Bad").click()
    second.submit()
    other.get_by_text("This was changed somewhere else").wait_for()
    second.frame.get_by_role("checkbox", name="Bad", checked=True).wait_for()
    other.get_by_role("button", name="Look at the other").click()
    second.frame.get_by_role("checkbox", name="Good", checked=True).wait_for()
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}
    other.get_by_role("button", name="Keep mine as a draft").click()
    second.frame.get_by_role("checkbox", name="Bad", checked=True).wait_for()
    second.says("Saved just now")
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}
    assert server.get(f"/api/tasks/{tasks[0]}/drafts")[0]["result"][0]["value"] == {"choices": ["Bad"]}


def test_two_tabs_on_one_annotation_ask(server, page):
    project, tasks = classes(server, 1)
    server.post(f"/api/tasks/{tasks[0]}/annotations/", {"result": []})
    page.watch.allow("409")
    other = page.context.new_page()
    other.watch = page.watch
    for tab in (page, other):
        tab.goto(f"/projects/{project}/label?task={tasks[0]}")
        Editor(tab).opens(tasks[0])
    first, second = Editor(page), Editor(other)
    first.choice("Good").click()
    with page.expect_response(lambda r: r.request.method == "PATCH" and "/api/annotations/" in r.url):
        first.submit()
    second.choice("Bad").click()
    second.submit()
    other.get_by_text("This was changed somewhere else").wait_for()
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Good"]}
    other.get_by_role("button", name="Keep mine as a draft").click()
    second.says("Saved just now")
    with other.expect_response(lambda r: r.request.method == "PATCH" and "/api/annotations/" in r.url) as updated:
        second.submit()
    assert updated.value.status == 200
    assert labeling.result(server, tasks[0])[0]["value"] == {"choices": ["Bad"]}


def test_what_somebody_else_labeled_stays_his(server, browse):
    project, [task] = classes(server, 1)
    bo = server.post("/api/v1/accounts", {"email": "bo@example.com", "password": PASSWORD, "role": "annotator"})["id"]
    server.post(f"/api/v1/projects/{project}/members", {"account": bo})
    good = [{"from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["Good"]}}]
    made = server.post(f"/api/tasks/{task}/annotations/", {"result": good})
    page = browse(server, email="bo@example.com")
    page.watch.allow("403", "404")
    page.goto(f"/projects/{project}/label?task={task}")
    editor = Editor(page).opens(task)
    editor.frame.get_by_text("admin@example.com").click()
    editor.choice("Bad").check()
    editor.submit()  # the button says "Update"
    refusal = page.get_by_role("alert").filter(has_text="This annotation is admin@example.com's")
    refusal.get_by_role("button", name="Submit as mine").click()
    expect(refusal).to_have_count(0)
    found = {a["completed_by"]: a["result"][0]["value"]["choices"] for a in labeling.annotations(server, task)}
    assert found == {made["completed_by"]: ["Good"], bo: ["Bad"]}
    page.goto(f"/projects/{project}/label?task=4711")
    page.get_by_role("link", name="Label other tasks of this project").click()
    page.get_by_role("heading", name="The only task is done").wait_for()


def test_a_picture_that_does_not_load_says_which_and_why(server, page, axe):
    project, tasks = labeling.project(server, BOXES, [{"image": "/data/upload/1/nowhere.png"}])
    page.watch.allow("404", "403")
    page.goto(f"/projects/{project}/label")
    alert = page.get_by_role("alert").filter(has_text='"image" could not be loaded')
    alert.get_by_text("nowhere.png").first.wait_for()
    alert.get_by_text("There is no such uploaded file").wait_for()
    alert.get_by_role("link", name="Cloud Storage settings").wait_for()
    axe(page)


@pytest.mark.parametrize("inline", ["true", "false"])
def test_html_of_a_task_runs_no_script(server, page, inline):
    hostile = ("<p>Hello</p><script>top.hacked = 1</script><img src=x onerror='top.hacked = 2'>"
               "<svg onload='top.hacked = 3'></svg><iframe srcdoc='<script>top.hacked = 4</script>'></iframe>"
               "<a href='javascript:top.hacked = 5'>link</a>")
    config = f"""<View><HyperText name="page" value="$html" inline="{inline}"/>
      <HyperTextLabels name="part" toName="page"><Label value="Name"/></HyperTextLabels></View>"""
    project, tasks = labeling.project(server, config, [{"html": hostile}])
    # The policy stops what the editor lets through: that is what it is for.
    page.watch.allow("Content Security Policy", "404", "sandboxed")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    place = editor.frame if inline == "true" else editor.frame.locator("iframe").first.content_frame
    place.get_by_text("Hello").wait_for()
    place.get_by_text("link").click()
    assert page.evaluate("window.hacked") is None


def test_it_fits_a_narrow_window(server, browse, axe):
    project, tasks = classes(server)
    page = browse(server, viewport={"width": 390, "height": 800}, color_scheme="dark")
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(tasks[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    editor.says("No changes")
    axe(page)
    editor.choice("Good").click()
    editor.submit()
    editor.opens(tasks[1])


def test_an_empty_project_says_where_tasks_come_from(server, page):
    project, _ = labeling.project(server, CLASSES, [])
    page.watch.allow("404")
    page.goto(f"/projects/{project}/label")
    page.get_by_role("heading", name="There are no tasks yet").wait_for()
    page.get_by_role("link", name="Import or connect a storage").wait_for()
