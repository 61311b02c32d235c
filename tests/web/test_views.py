"""Tabs of a project's tasks: what each shows, who may change them, filters in words, and what they bound."""

import re

import pytest

from labeling import Editor
from server import PASSWORD

TEXTS = """<View><Text name="t" value="$text"/>
<Choices name="c" toName="t"><Choice value="good"/><Choice value="bad"/></Choices></View>"""
GOOD = [{"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": ["good"]}}]
TASKS = 60


@pytest.fixture
def project(server):
    """Tasks "wave 0" … "wave 59", of which the height is ten times the number."""
    made = server.post("/api/projects", {"title": "Sea", "label_config": TEXTS})["id"]
    server.post(f"/api/projects/{made}/import",
                [{"data": {"text": f"wave {i}", "height": i * 10}} for i in range(TASKS)])
    return made


def ids(server, project):
    return [t["id"] for t in server.get(f"/api/tasks?project={project}&page_size=1000&include=id")["tasks"]]


def views(server, project):
    return server.get(f"/api/dm/views?project={project}")


def titles(server, project):
    return [view["data"]["title"] for view in views(server, project)]


def filters(*items, conjunction="and"):
    return {"conjunction": conjunction, "items": [
        {"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
        for column, operator, kind, value in items]}


def view(server, project, title, **data):
    return server.post("/api/dm/views", {"project": project, "data": {"title": title, **data}})["id"]


def opened(page, project, query=""):
    page.goto(f"/projects/{project}/data{query}")
    page.get_by_role("tab").first.wait_for()


def tab(page, title, **how):
    return page.get_by_role("tab", name=title, exact=True, **how)


def counted(page, words):
    page.get_by_role("status").filter(has_text=re.compile(f"^{words}$")).wait_for()


def row(page, text):
    return page.get_by_role("row").filter(has=page.get_by_role("gridcell", name=text, exact=True))


def chosen(page, field, option, search=None):
    field = page.get_by_role("combobox", name=field)
    field.click()
    if search is not None:
        field.fill(search)
    page.get_by_role("option", name=option, exact=True).click()


def add_filter(page, column, comparison, value):
    page.get_by_role("button", name="Add filter").click()
    chosen(page, "Column", column, search=column)
    chosen(page, "Comparison", comparison)
    page.get_by_role("dialog").get_by_role("textbox").last.fill(value)
    page.keyboard.press("Enter")


def menu(page, title, item):
    page.get_by_role("button", name=f"Change the tab “{title}”").click()
    page.get_by_role("menuitem", name=item, exact=True).click()


def test_a_tab_keeps_its_filters_order_and_columns(page, server, project):
    opened(page, project)
    counted(page, "60 tasks")
    assert views(server, project) == []  # looking makes none
    page.get_by_role("button", name="Add a tab").click()
    tab(page, "Tab 2", selected=True).wait_for()
    add_filter(page, "text", "contains", "wave 1")
    counted(page, "11 of 60 tasks")
    add_filter(page, "height", "≥ at least", "120")
    counted(page, "8 of 60 tasks")
    height = page.get_by_role("columnheader", name="height")
    height.get_by_role("button").click()
    height.get_by_role("button").click()
    row(page, "wave 19").and_(page.locator("[aria-rowindex='2']")).wait_for()
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Skipped").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    tab(page, "Tab 2", selected=True).wait_for()
    counted(page, "8 of 60 tasks")
    page.get_by_role("button", name="text contains wave 1", exact=True).wait_for()
    page.get_by_role("button", name="height ≥ 120", exact=True).wait_for()
    assert height.get_attribute("aria-sort") == "descending"
    assert row(page, "wave 19").get_attribute("aria-rowindex") == "2"
    assert page.get_by_role("columnheader", name="Skipped").count() == 0

    page.get_by_text("Any of", exact=True).click()
    counted(page, "51 of 60 tasks")  # 120 and more, and 1, 10, 11
    page.get_by_role("button", name="height ≥ 120", exact=True).click()
    chosen(page, "Comparison", "< less than")
    page.get_by_role("button", name="Apply").click()
    counted(page, "20 of 60 tasks")
    page.get_by_role("button", name="Remove the filter height < 120").click()
    counted(page, "11 of 60 tasks")
    page.get_by_role("button", name="Clear filters").click()
    counted(page, "60 tasks")

    tab(page, "Default").click()
    row(page, "wave 0").wait_for()
    page.get_by_role("columnheader", name="Skipped").wait_for()
    page.go_back()
    tab(page, "Tab 2", selected=True).wait_for()


def test_tabs_are_renamed_copied_moved_and_deleted(page, server, project, axe):
    first = view(server, project, "First", **{"filters": filters(("id", "less", "Number", 0))})
    view(server, project, "Second")
    opened(page, project)
    page.get_by_text("The filters let no task through").wait_for()
    axe(page)
    tab(page, "First").dblclick()
    dialog = page.get_by_role("dialog", name="Rename the tab")
    dialog.get_by_label("Title").fill("None")
    page.keyboard.press("Enter")
    tab(page, "None", selected=True).wait_for()
    menu(page, "None", "Duplicate")
    tab(page, "None copy", selected=True).wait_for()
    page.get_by_text("The filters let no task through").wait_for()
    tab(page, "None copy").focus()
    page.keyboard.press("Alt+ArrowLeft")
    page.get_by_role("tab").nth(1).filter(has_text="None copy").wait_for()
    assert titles(server, project) == ["None", "None copy", "Second"]
    menu(page, "None copy", "Move to the right")
    page.get_by_role("tab").nth(2).filter(has_text="None copy").wait_for()
    tab(page, "None").click()
    menu(page, "None", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete the tab").click()
    tab(page, "Second", selected=True).wait_for()
    counted(page, "60 tasks")
    assert titles(server, project) == ["Second", "None copy"]
    page.goto(f"/projects/{project}/data?tab={first}")
    page.get_by_text("The tab of this link is not there any more. This is “Second”.").wait_for()
    counted(page, "60 tasks")


def test_only_what_the_filters_let_through_is_deleted(page, server, project):
    view(server, project, "Low", filters=filters(("data.height", "in", "Number", {"min": 100, "max": 190})))
    numbers = ids(server, project)
    opened(page, project)
    page.get_by_role("button", name="height between 100 and 190", exact=True).wait_for()
    counted(page, "10 of 60 tasks")
    page.get_by_role("checkbox", name=f"Select task {numbers[10]}", exact=True).click()
    page.get_by_role("button", name="Select all 10").click()
    page.get_by_role("checkbox", name=f"Select task {numbers[12]}", exact=True).click()
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Delete tasks", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("9 of the 10 tasks that the filters let through.").wait_for()
    dialog.get_by_role("textbox").fill("delete")
    dialog.get_by_role("button", name="Delete 9 tasks").click()
    counted(page, "1 of 51 tasks")
    assert ids(server, project) == [*numbers[:10], numbers[12], *numbers[20:]]


def test_filters_ask_for_people_times_and_deeper_data(page, server, project):
    numbers = ids(server, project)
    server.post(f"/api/tasks/{numbers[3]}/annotations", {"result": GOOD})
    server.post(f"/api/projects/{project}/import", [{"data": {"text": "deep", "sea": {"depth": 9}}}])
    opened(page, project)
    page.get_by_role("button", name="Add filter").click()
    chosen(page, "Column", "Annotated by")
    chosen(page, "Who", "admin@example.com")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Annotated by is admin@example.com", exact=True).wait_for()
    counted(page, "1 of 61 tasks")
    row(page, "wave 3").wait_for()
    page.get_by_role("button", name="Clear filters").click()

    page.get_by_role("button", name="Add filter").click()
    chosen(page, "Column", "Completed")
    chosen(page, "Comparison", "between")
    editor = page.get_by_role("dialog")
    page.get_by_role("button", name="Apply").click()
    editor.get_by_text("Enter the first time.").wait_for()
    editor.get_by_label("From", exact=True).fill("2020-01-01T00:00")
    editor.get_by_label("To", exact=True).fill("2100-01-01T00:00")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("button", name="Completed between Jan 1, 2020 and Jan 1, 2100", exact=True).wait_for()
    counted(page, "1 of 61 tasks")
    page.get_by_role("button", name="Clear filters").click()

    page.get_by_role("button", name="Add filter").click()
    chosen(page, "Column", "data.sea.depth", search="sea.depth")
    chosen(page, "Comparison", "= equals")
    editor.get_by_role("textbox", name="Number").fill("9")
    page.keyboard.press("Enter")
    row(page, "deep").wait_for()
    counted(page, "1 of 61 tasks")


def test_a_filter_that_is_refused_says_why(page, project, axe):
    page.watch.allow("400")
    opened(page, project)
    add_filter(page, "text", "matches the regular expression", "wave (1")
    page.get_by_role("alert").filter(has_text="regular expression that cannot be read").wait_for()
    axe(page)
    page.get_by_role("button", name="Not understood: text matches wave (1").click()
    page.get_by_role("dialog").get_by_role("textbox").last.fill("wave 1.")
    page.keyboard.press("Enter")
    counted(page, "10 of 60 tasks")


def test_an_annotator_sees_tabs_and_changes_only_the_address(server, browse, project, axe):
    ann = server.post("/api/v1/accounts", {"email": "ann@example.com", "password": PASSWORD, "role": "annotator"})
    server.post(f"/api/v1/projects/{project}/members", {"account": ann["id"]})
    view(server, project, "All")
    view(server, project, "High", filters=filters(("data.height", "greater", "Number", 500)), ordering=["-tasks:id"])
    before = views(server, project)
    page = browse(server, "ann@example.com", PASSWORD)
    opened(page, project)
    tab(page, "High").click()
    counted(page, "9 of 60 tasks")
    assert row(page, "wave 59").get_attribute("aria-rowindex") == "2"
    for name in ("Add a tab", "Change the tab"):
        assert page.get_by_role("button", name=name).count() == 0
    tab(page, "High").dblclick()
    assert page.get_by_role("dialog").count() == 0
    add_filter(page, "height", "≤ at most", "550")
    counted(page, "5 of 60 tasks")
    page.get_by_role("columnheader", name="ID").get_by_role("button").click()
    page.wait_for_url("**ordering=id**")
    page.get_by_text("Your changes are in this page's address, not in the tab.").wait_for()
    axe(page)
    page.reload()
    counted(page, "5 of 60 tasks")
    row(page, "wave 51").and_(page.locator("[aria-rowindex='2']")).wait_for()
    assert views(server, project) == before
    page.get_by_role("button", name="As saved").click()
    counted(page, "9 of 60 tasks")


def test_changes_of_a_link_are_saved_only_if_somebody_says_so(page, server, project):
    made = view(server, project, "All")
    opened(page, project, "?ordering=-id")
    row(page, "wave 59").and_(page.locator("[aria-rowindex='2']")).wait_for()
    assert "ordering" not in views(server, project)[0]["data"]
    page.get_by_role("button", name="Save in the tab").click()
    page.get_by_text("otherwise than it is saved").wait_for(state="detached")
    assert server.get(f"/api/dm/views/{made}")["data"]["ordering"] == ["-tasks:id"]
    page.goto(f"/projects/{project}/data")
    row(page, "wave 59").and_(page.locator("[aria-rowindex='2']")).wait_for()


def test_a_narrow_dark_window_shows_tabs_and_filters(browse, server, project, axe):
    for title in ("Default", "What nobody has looked at", "High waves", "Low waves"):
        view(server, project, title, filters=filters(("data.text", "contains", "String", "wave 1"),
                                                     ("id", "greater", "Number", 0), conjunction="or"))
    page = browse(server, viewport={"width": 390, "height": 800}, color_scheme="dark")
    opened(page, project)
    counted(page, "60 of 60 tasks")
    page.get_by_role("button", name="text contains wave 1", exact=True).click()
    page.get_by_role("dialog").wait_for()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_tasks_of_a_tab_are_labeled_in_its_order(server, page, project):
    numbers = ids(server, project)
    view(server, project, "High", ordering=["-tasks:data.height"],
         filters=filters(("data.height", "greater", "Number", 560)))
    opened(page, project)
    counted(page, "3 of 60 tasks")
    page.get_by_role("link", name="Label these tasks").click()
    editor = Editor(page)
    for task in (numbers[59], numbers[58], numbers[57]):
        editor.opens(task).choice("good").check()
        editor.submit()
    page.get_by_role("heading", name="None of the chosen tasks is left for you").wait_for()
    assert [t["id"] for t in server.get(f"/api/tasks?project={project}&include=id,is_labeled&page_size=100")["tasks"]
            if t["is_labeled"]] == numbers[57:]
    page.get_by_role("link", name="See these tasks").click()
    counted(page, "3 of 60 tasks")
    page.get_by_role("link", name="Label these tasks").wait_for()
