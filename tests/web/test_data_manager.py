"""The tasks of a project: a long table, what is chosen in it, the grid, a task beside it, import and export."""

import json
import re
import struct
import zlib

import pytest
from playwright.sync_api import expect

TEXTS = """<View><Text name="t" value="$text"/>
<Choices name="c" toName="t"><Choice value="good"/><Choice value="bad"/></Choices></View>"""
PICTURES = """<View><Image name="i" value="$image"/>
<RectangleLabels name="r" toName="i"><Label value="cat"/></RectangleLabels></View>"""
MANY = 100_000
CHOICE = [{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["good"]}}]


@pytest.fixture
def project(server):
    def make(tasks, config=TEXTS):
        found = server.post("/api/projects", {"title": "Sea", "label_config": config})["id"]
        for begin in range(0, len(tasks), 50_000):
            server.post(f"/api/projects/{found}/import", tasks[begin:begin + 50_000])
        return found

    return make


def texts(count):
    return [{"data": {"text": f"wave {i}", "height": (i * 7919) % 1000}} for i in range(count)]


def png(width, height, colour):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(colour) * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def ids(server, project):
    return [t["id"] for t in server.get(f"/api/tasks?project={project}&page_size=1000&include=id")["tasks"]]


def opened(page, project, query=""):
    page.goto(f"/projects/{project}/data{query}")
    grid = page.get_by_role("grid", name="Tasks")
    grid.wait_for()
    return grid


def row(page, text):
    return page.get_by_role("row").filter(has=page.get_by_role("gridcell", name=text, exact=True))


def choose(page, task, **how):
    page.get_by_role("checkbox", name=f"Select task {task}", exact=True).click(**how)


def act(page, action, button, type_first=None):
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name=action, exact=True).click()
    dialog = page.get_by_role("dialog")
    if type_first is not None:
        dialog.get_by_role("textbox").fill(type_first)
    return dialog, dialog.get_by_role("button", name=button, exact=True)


def test_100000_tasks_are_scrolled_by_wheel_and_keys(page, project, axe):
    grid = opened(page, project(texts(MANY)))
    row(page, "wave 0").wait_for()
    assert grid.get_attribute("aria-rowcount") == str(MANY + 1)
    page.get_by_text("100,000 tasks").wait_for()
    axe(page)

    box = grid.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, 50_000 * 34)
    row(page, "wave 50000").wait_for()
    # What is in the page is only what is seen.
    assert page.get_by_role("row").count() < 80
    assert row(page, "wave 50000").get_attribute("aria-rowindex") == "50002"

    grid.focus()
    page.keyboard.press("End")
    last = row(page, f"wave {MANY - 1}")
    last.wait_for()
    assert grid.get_attribute("aria-activedescendant") == last.get_attribute("id")
    page.keyboard.press("PageUp")
    page.keyboard.press("k")
    page.keyboard.press("Home")
    row(page, "wave 0").wait_for()


def test_a_title_orders_and_the_tab_keeps_it(page, project):
    found = project(texts(3000))
    opened(page, found)
    height = page.get_by_role("columnheader", name="height")
    height.get_by_role("button").click()
    page.get_by_role("columnheader", name="height").and_(page.locator("[aria-sort=ascending]")).wait_for()
    height.get_by_role("button").click()
    largest = max(range(3000), key=lambda i: ((i * 7919) % 1000, -i))
    row(page, f"wave {largest}").wait_for()
    assert row(page, f"wave {largest}").get_attribute("aria-rowindex") == "2"
    page.reload()
    row(page, f"wave {largest}").wait_for()


def test_a_search_leaves_what_holds_the_text(page, project):
    opened(page, project(texts(3000)))
    page.keyboard.press("/")
    page.keyboard.type("wave 2999")
    page.get_by_role("status").filter(has_text=re.compile("^1 of 3,000 tasks$")).wait_for()
    row(page, "wave 2999").wait_for()
    page.get_by_role("searchbox").fill("no such wave")
    page.get_by_text("No task holds “no such wave”").wait_for()
    page.get_by_role("button", name="Clear the search").click()
    row(page, "wave 0").wait_for()


def test_ranges_and_all_but_some_are_chosen(page, server, project):
    found = project(texts(1000))
    numbers = ids(server, found)
    opened(page, found)
    choose(page, numbers[1])
    choose(page, numbers[5], modifiers=["Shift"])
    page.get_by_text("5 selected").wait_for()
    page.get_by_role("checkbox", name="Select all tasks").click()
    page.get_by_role("checkbox", name="Select all tasks").click()
    page.get_by_text("1,000 selected").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_text("999 selected").wait_for()
    dialog, button = act(page, "Delete tasks", "Delete 999 tasks", "delete")
    dialog.get_by_text("999 of the 1,000 tasks of the project.").wait_for()
    button.click()
    page.get_by_role("status").filter(has_text=re.compile("^1 task$")).wait_for()
    assert len(ids(server, found)) == 1


def test_a_search_bounds_what_is_deleted(page, server, project):
    found = project(texts(200))
    opened(page, found, "?search=wave+19")
    page.get_by_role("status").filter(has_text=re.compile("^11 of 200 tasks$")).wait_for()
    page.get_by_role("checkbox", name="Select all tasks").click()
    _, button = act(page, "Delete tasks", "Delete 11 tasks", "delete")
    button.click()
    page.get_by_text("No task holds “wave 19”").wait_for()
    assert len(ids(server, found)) == 189


def test_annotations_are_deleted_and_the_rows_say_so(page, server, project):
    found = project(texts(20))
    numbers = ids(server, found)
    server.post(f"/api/tasks/{numbers[0]}/annotations", {"result": CHOICE})
    opened(page, found)
    first = row(page, "wave 0")
    first.get_by_role("gridcell", name="admin@example.com").wait_for()
    choose(page, numbers[0])
    _, button = act(page, "Delete annotations", "Delete annotations")
    button.click()
    first.get_by_role("gridcell", name="admin@example.com").wait_for(state="detached")
    assert server.get(f"/api/tasks/{numbers[0]}")["annotations"] == []


def test_annotations_are_made_of_predictions(page, server, project):
    found = project([{"data": {"text": f"wave {i}"}, "predictions": [{"model_version": "v1", "result": CHOICE}]}
                     for i in range(3)])
    numbers = ids(server, found)
    opened(page, found)
    row(page, "wave 0").wait_for()
    choose(page, numbers[0])
    choose(page, numbers[1])
    dialog, button = act(page, "Create annotations from predictions", "Create annotations")
    dialog.get_by_text("The predictions stay.").wait_for()
    button.click()
    row(page, "wave 1").get_by_role("gridcell", name="admin@example.com").wait_for()
    details = [server.get(f"/api/tasks/{number}") for number in numbers]
    assert [len(task["annotations"]) for task in details] == [1, 1, 0]
    assert details[0]["annotations"][0]["result"][0]["value"] == CHOICE[0]["value"]
    assert details[0]["annotations"][0]["parent_prediction"] == details[0]["predictions"][0]["id"]


def test_new_objects_come_by_the_sync_of_the_header(start, browse, stub):
    stub.put("cats", "0.json", b'{"text": "wave 0"}')
    server = start(env=stub.env)
    found = server.post("/api/projects", {"title": "Sea", "label_config": TEXTS})["id"]
    server.sync(server.post("/api/v1/storages", {"project": found, "role": "source", "kind": "s3",
                                                 "params": {"bucket": "cats", "regex_filter": ".*"}})["storage"])
    page = browse(server)
    opened(page, found)
    row(page, "wave 0").wait_for()
    stub.put("cats", "1.json", b'{"text": "wave 1"}')
    page.get_by_role("button", name="Sync", exact=True).click()
    row(page, "wave 1").wait_for()
    page.get_by_text("synced just now").wait_for()
    stub.fault(op="list", kind="403")
    page.get_by_role("button", name="Sync", exact=True).click()
    page.get_by_text("sync failed").wait_for()


def test_columns_are_chosen_and_kept(page, project):
    found = project(texts(20))
    opened(page, found)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="height").uncheck()
    page.get_by_role("button", name="Move Updated to the left").click()
    page.keyboard.press("Escape")
    page.reload()
    row(page, "wave 0").wait_for()
    titles = page.get_by_role("columnheader").all_inner_texts()
    assert "height" not in titles
    assert titles.index("Updated") == titles.index("Annotated by") - 1


def test_a_column_is_shown_as_a_picture_or_as_numbers(page, server, project):
    found = project([{"data": {"text": f"wave {i}", "size": str(size), "cover": "/samples/harbour.svg"}}
                     for i, size in enumerate((9, 10, 100))])
    opened(page, found, "?ordering=data.size")
    rows = page.get_by_role("gridcell", name=re.compile("^wave"))
    expect(rows).to_have_text(["wave 1", "wave 2", "wave 0"])
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Show size as").select_option("Number")
    page.get_by_label("Show cover as").select_option("Picture")
    page.keyboard.press("Escape")
    expect(rows).to_have_text(["wave 0", "wave 1", "wave 2"])
    picture = row(page, "wave 0").locator("img")
    page.wait_for_function("e => e.naturalWidth > 0", arg=picture.element_handle())
    page.reload()
    expect(rows).to_have_text(["wave 0", "wave 1", "wave 2"])
    [tab] = server.get(f"/api/dm/views?project={found}")
    assert tab["data"]["columnsDisplayType"] == {"tasks:data.size": "Number", "tasks:data.cover": "Image"}


def test_pictures_stand_in_a_grid_and_a_broken_one_says_why(page, server, project, axe):
    found = project([], PICTURES)
    files = [("file", (f"{i}.png", png(60, 40, (i * 20, 90, 160)), "image/png")) for i in range(9)]
    server.request("POST", f"/api/projects/{found}/import", expect=201, files=files)
    server.post(f"/api/projects/{found}/import", [{"data": {"image": f"/data/upload/{found}/gone.png"}}])
    page.watch.allow("404")
    opened(page, found, "?view=grid")
    numbers = ids(server, found)
    picture = page.get_by_role("img", name=f"image of task {numbers[0]}", exact=True)
    picture.wait_for()
    page.wait_for_function("e => e.naturalWidth === 60", arg=picture.element_handle())
    page.get_by_role("grid").focus()
    page.keyboard.press("End")
    broken = page.get_by_role("img", name=f"/data/upload/{found}/gone.png could not be shown")
    broken.hover()
    page.get_by_role("tooltip").filter(has_not_text="asking").wait_for()
    choose(page, numbers[8])
    page.get_by_text("1 selected").wait_for()
    axe(page)


def test_a_task_opens_beside_the_table_and_the_next_follows_its_order(page, server, project):
    found = project(texts(500))
    numbers = ids(server, found)
    opened(page, found, "?ordering=-id")
    row(page, "wave 499").click()
    page.wait_for_url(f"**task={numbers[499]}")
    panel = page.get_by_role("region", name="Task")
    panel.get_by_text(f"Task {numbers[499]}").wait_for()
    panel.get_by_role("button", name="Next task").click()
    panel.get_by_text(f"Task {numbers[498]}").wait_for()
    page.get_by_role("button", name="Close the task").click()
    panel.wait_for(state="detached")
    # By keyboard, and from a link of Label Studio.
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    panel.get_by_text(f"Task {numbers[497]}").wait_for()
    opened(page, found, f"?task={numbers[300]}")
    panel.get_by_text(f"Task {numbers[300]}").wait_for()
    row(page, "wave 300").wait_for()
    panel.get_by_role("button", name="Previous task").click()
    panel.get_by_text(f"Task {numbers[299]}").wait_for()


def test_files_are_imported_and_a_bad_one_says_where(page, server, project, tmp_path, axe):
    found = project([])
    page.goto(f"/projects/{found}/data")
    page.get_by_text("There are no tasks yet").wait_for()
    page.get_by_role("link", name="Connect a storage", exact=True).wait_for()
    page.get_by_role("button", name="Import files").click()
    dialog = page.get_by_role("dialog", name="Import")
    bad = tmp_path / "bad.json"
    bad.write_text('[{"data": {"text": "a"}},\n {"data": {"text": }}]')
    page.watch.allow("400")

    def chosen(file):
        with page.expect_file_chooser() as chooser:
            dialog.get_by_role("button", name="Choose files").click()
        chooser.value.set_files(file)

    chosen(bad)
    dialog.get_by_role("button", name="Import", exact=True).click()
    dialog.get_by_role("alert").get_by_text(re.compile("Error at item 1: .* is not JSON")).wait_for()
    axe(page)
    dialog.get_by_role("button", name="Leave out bad.json").click()
    good = tmp_path / "good.csv"
    good.write_text("text,height\n" + "".join(f"wave {i},{i}\n" for i in range(30)))
    chosen(good)
    dialog.get_by_role("button", name="Import", exact=True).click()
    dialog.get_by_text("30 tasks imported.").wait_for()
    dialog.get_by_role("button", name="Close").last.click()
    row(page, "wave 0").wait_for()
    assert len(ids(server, found)) == 30


def test_an_export_is_downloaded(page, server, project):
    found = project(texts(20))
    server.post(f"/api/tasks/{ids(server, found)[3]}/annotations", {"result": CHOICE})
    opened(page, found)
    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog", name="Export")
    dialog.get_by_role("radio", name="JSON", exact=True).check()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    exported = json.loads(download.value.path().read_text())
    assert [t["data"]["text"] for t in exported] == ["wave 3"]
    assert exported[0]["annotations"][0]["result"][0]["value"] == {"choices": ["good"]}


def test_rows_come_by_themselves_while_others_work(page, server, project):
    found = project(texts(5))
    opened(page, found)
    row(page, "wave 4").wait_for()
    server.post(f"/api/projects/{found}/import", [{"data": {"text": "wave of another"}}])
    row(page, "wave of another").wait_for()


def test_a_narrow_dark_window_shows_the_tasks(browse, server, project, axe):
    found = project(texts(50))
    page = browse(server, viewport={"width": 390, "height": 800}, color_scheme="dark")
    opened(page, found)
    row(page, "wave 0").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    axe(page)
    row(page, "wave 0").click()
    page.get_by_role("region", name="Task").wait_for()
    page.get_by_role("button", name="Close the task").click()
    row(page, "wave 0").wait_for()
