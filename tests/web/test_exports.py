"""What leaves a project in the browser: downloads in every format that fits, and snapshots that the server keeps."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from test_data_manager import png

PICTURES = """<View><Image name="i" value="$image"/>
<RectangleLabels name="r" toName="i"><Label value="cat"/><Label value="dog"/></RectangleLabels></View>"""
BOX = {"from_name": "r", "to_name": "i", "type": "rectanglelabels", "original_width": 60, "original_height": 40,
       "value": {"x": 10, "y": 20, "width": 50, "height": 50, "rotation": 0, "rectanglelabels": ["dog"]}}
TASKS = 4


@pytest.fixture
def project(server):
    """Pictures 0.png … 3.png, of which 1 and 2 have a box."""
    made = server.post("/api/projects", {"title": "Sea", "label_config": PICTURES})["id"]
    files = [("file", (f"{i}.png", png(60, 40, (i * 50, 90, 160)), "image/png")) for i in range(TASKS)]
    server.request("POST", f"/api/projects/{made}/import", expect=201, files=files)
    for task in ids(server, made)[1:3]:
        server.post(f"/api/tasks/{task}/annotations", {"result": [BOX]})
    return made


def ids(server, project):
    return [t["id"] for t in server.get(f"/api/tasks?project={project}&page_size=1000&include=id")["tasks"]]


def view(server, project, title, *tasks):
    """A tab of the tasks with these numbers."""
    return server.post("/api/dm/views", {"project": project, "data": {"title": title, "filters": {
        "conjunction": "and", "items": [{"filter": "filter:tasks:id", "operator": "in", "type": "Number",
                                         "value": {"min": min(tasks), "max": max(tasks)}}]}}})["id"]


def opened(page, project, query=""):
    page.goto(f"/projects/{project}/data{query}")
    page.get_by_role("tab").first.wait_for()
    page.get_by_role("button", name="Export").click()
    return page.get_by_role("dialog", name="Export")


def snapshots(page, project, query="?dialog=snapshots"):
    page.goto(f"/projects/{project}/data{query}")
    return page.get_by_role("dialog", name="Export")


def downloaded(page, button):
    with page.expect_download() as download:
        button.click()
    return download.value.path().read_bytes()


def unzipped(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_formats_that_do_not_fit_say_why(page, project, axe):
    dialog = opened(page, project)
    dialog.get_by_role("radio", name="JSON", exact=True).wait_for()
    assert dialog.get_by_role("radio", name="YOLO", exact=True).is_enabled()
    spacy = dialog.get_by_role("radio", name="spaCy")
    assert spacy.is_disabled()
    dialog.get_by_text("it needs labels on one text per task").first.wait_for()
    axe(page)
    dialog.get_by_role("button", name="Close").last.click()
    dialog.wait_for(state="detached")
    page.wait_for_url(lambda url: "dialog" not in url)


def test_boxes_are_downloaded_for_training(page, server, project):
    dialog = opened(page, project)
    dialog.get_by_role("radio", name="YOLO", exact=True).check()
    assert dialog.get_by_role("checkbox", name="With the files").count() == 0
    files = unzipped(downloaded(page, dialog.get_by_role("button", name="Download")))
    assert files["classes.txt"].decode().split() == ["cat", "dog"]
    labels = [text.decode().split() for name, text in files.items() if name.startswith("labels/") and text]
    assert [line[0] for line in labels] == ["1", "1"]
    assert [float(number) for number in labels[0][1:]] == pytest.approx([0.35, 0.45, 0.5, 0.5])


def test_pictures_come_with_their_boxes_on_request(page, server, project):
    for wanted in (False, True):
        dialog = opened(page, project)
        dialog.get_by_role("radio", name="Pascal VOC XML").check()
        dialog.get_by_role("checkbox", name="With the files").set_checked(wanted)
        files = unzipped(downloaded(page, dialog.get_by_role("button", name="Download")))
        assert sum(name.startswith("Annotations/") and name.endswith(".xml") for name in files) == 2
        pictures = [content for name, content in files.items() if name.endswith(".png")]
        assert len(pictures) == (2 if wanted else 0)
        assert all(content.startswith(b"\x89PNG") for content in pictures)


def test_a_tab_or_what_is_selected_is_downloaded(page, server, project):
    numbers = ids(server, project)
    tab = view(server, project, "First two", *numbers[:2])
    dialog = opened(page, project, f"?tab={tab}")
    dialog.get_by_label("Tasks", exact=True).select_option("Tasks of the tab “First two”")
    dialog.get_by_role("checkbox", name="Also tasks without annotations").check()
    tasks = json.loads(downloaded(page, dialog.get_by_role("button", name="Download")))
    assert [task["id"] for task in tasks] == numbers[:2]

    page.get_by_role("checkbox", name=f"Select task {numbers[1]}", exact=True).click()
    page.get_by_role("button", name="Export").click()
    dialog.get_by_label("Tasks", exact=True).select_option("The 1 selected task")
    tasks = json.loads(downloaded(page, dialog.get_by_role("button", name="Download")))
    assert [task["id"] for task in tasks] == [numbers[1]]


def test_a_snapshot_of_a_tab_is_kept_converted_and_deleted(page, server, project, axe):
    numbers = ids(server, project)
    view(server, project, "First two", *numbers[:2])
    dialog = opened(page, project)
    dialog.get_by_role("tab", name="Snapshots").click()
    page.wait_for_url("**dialog=snapshots**")
    dialog.get_by_text("There is no snapshot yet").wait_for()
    dialog.get_by_role("button", name="New snapshot").click()
    form = dialog.get_by_role("form", name="New snapshot")
    page.keyboard.type("Before the storm")  # into the title
    form.get_by_label("Of which").select_option("Tasks of the tab “First two”")
    form.get_by_label("Annotated", exact=True).select_option("Only annotated")
    axe(page)
    form.get_by_role("button", name="Make the snapshot").click()
    form.wait_for(state="detached")
    expect(dialog.get_by_role("button", name="New snapshot")).to_be_focused()
    card = dialog.get_by_role("article", name="Before the storm")
    card.get_by_text("ready").wait_for()
    card.get_by_text("1 task", exact=False).first.wait_for()

    # What comes later is not in it.
    server.post(f"/api/tasks/{numbers[1]}/annotations", {"result": [BOX]})
    tasks = json.loads(downloaded(page, card.get_by_role("button", name="JSON")))
    assert [(task["id"], len(task["annotations"])) for task in tasks] == [(numbers[1], 1)]

    card.get_by_role("button", name="Convert", exact=True).click()
    turn = dialog.get_by_role("form", name="Convert Before the storm")
    turn.get_by_label("Format").select_option("Pascal VOC XML")
    turn.get_by_role("checkbox", name="With the files").check()
    turn.get_by_role("button", name="Convert").click()
    axe(page)
    files = unzipped(downloaded(page, card.get_by_role("button", name="Download Pascal VOC XML")))
    assert len([name for name in files if name.endswith(".xml")]) == 1
    assert len([name for name in files if name.endswith(".png")]) == 1

    page.reload()
    card.get_by_role("button", name="Download Pascal VOC XML").wait_for()
    card.get_by_role("button", name="Convert", exact=True).click()
    assert "Pascal VOC XML" not in turn.get_by_label("Format").inner_text()
    card.get_by_role("button", name="Delete Before the storm").click()
    page.get_by_role("dialog", name="Delete this snapshot?").get_by_role("button", name="Delete the snapshot").click()
    dialog.get_by_text("There is no snapshot yet").wait_for()
    assert server.get(f"/api/projects/{project}/exports") == []
    expect(dialog.get_by_role("button", name="New snapshot")).to_be_focused()


def test_a_snapshot_needs_annotations_of_some_kind(page, server, project):
    dialog = snapshots(page, project)
    dialog.get_by_role("button", name="New snapshot").click()
    form = dialog.get_by_role("form", name="New snapshot")
    for kind in ("Usual ones", "Ground truth", "Skipped ones"):
        form.get_by_role("checkbox", name=kind).uncheck()
    form.get_by_role("button", name="Make the snapshot").click()
    form.get_by_text("Choose at least one kind of annotations.").wait_for()
    assert server.get(f"/api/projects/{project}/exports") == []
    form.get_by_role("checkbox", name="Skipped ones").check()
    form.get_by_role("checkbox", name="Leave out tasks").check()
    form.get_by_role("button", name="Make the snapshot").click()
    dialog.get_by_text(re.compile("^ready")).wait_for()
    dialog.get_by_text("0 tasks").wait_for()


def test_a_snapshot_that_is_gone_says_so(page, server, project):
    made = server.post(f"/api/projects/{project}/exports", {"title": "Old"})
    dialog = snapshots(page, project)
    card = dialog.get_by_role("article", name="Old")
    card.get_by_role("button", name="JSON").wait_for()
    server.request("DELETE", f"/api/projects/{project}/exports/{made['id']}", expect=204)
    page.watch.allow("404")
    card.get_by_role("button", name="JSON").click()
    card.get_by_role("alert").filter(has_text="It cannot be downloaded").wait_for()


def test_a_narrow_dark_window_shows_snapshots(browse, server, project, axe):
    server.post(f"/api/projects/{project}/exports", {"title": "A long title that nobody will ever read to its end"})
    page = browse(server, viewport={"width": 390, "height": 800}, color_scheme="dark")
    dialog = snapshots(page, project)
    dialog.get_by_role("button", name="JSON").wait_for()
    axe(page)
    dialog.get_by_role("button", name="New snapshot").click()
    dialog.get_by_role("form", name="New snapshot").wait_for()
    axe(page)
    dialog.get_by_role("tab", name="Download").click()
    dialog.get_by_role("radio", name="COCO", exact=True).wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
