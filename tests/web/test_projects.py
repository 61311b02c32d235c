"""Projects: the list, a new one, the first minutes, the labeling interface."""

import re

import pytest
from playwright.sync_api import expect

from server import PASSWORD

CONFIG = """<View>
  <!-- kept -->
  <Text name="text" value="$text"/>
  <Choices name="kind" toName="text">
    <Choice value="Day"/>
    <Choice value="Night"/>
  </Choices>
</View>"""

PREVIEW = "iframe[title='Preview of the labeling interface']"


def make(server, title="Cats", tasks=0, **fields):
    project = server.post("/api/projects", {"title": title, "label_config": CONFIG, **fields})
    if tasks:
        server.post(f"/api/projects/{project['id']}/import", [{"data": {"text": f"text {i}"}} for i in range(tasks)])
    return project["id"]


def annotate(server, project, choice):
    task = server.tasks(project)[0]["id"]
    server.post(f"/api/tasks/{task}/annotations", {"result": [
        {"from_name": "kind", "to_name": "text", "type": "choices", "value": {"choices": [choice]}}]})


def card(page, title):
    return page.get_by_role("list", name="Projects").get_by_role("listitem").filter(
        has=page.get_by_role("link", name=title, exact=True))


def choose(page, title, item):
    page.get_by_role("button", name=f"What to do with {title}").click()
    # Another card's menu may still be closing.
    page.get_by_role("menu", name=f"What to do with {title}").get_by_role("menuitem", name=item).click()


def write(page, text):
    """Replaces the label config in the code editor."""
    code = page.get_by_role("textbox", name="Label config")
    code.fill(text)


def test_a_new_project_can_lead_to_its_storages(page):
    page.goto("/projects/new")
    page.get_by_role("button", name="Create project").click()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_be_focused()
    page.get_by_text("Give the project a title.").wait_for()
    page.get_by_role("textbox", name="Title", exact=True).fill("Cats")
    page.get_by_role("radio", name="Connect a storage").check()
    page.get_by_role("button", name="Create project").click()
    page.get_by_role("heading", name="Cloud Storage").wait_for()


def test_a_new_project_can_lead_to_its_import(page):
    page.goto("/projects/new")
    page.get_by_role("textbox", name="Title", exact=True).fill("Cats")
    page.get_by_role("radio", name="Import files").check()
    page.get_by_role("button", name="Create project").click()
    dialog = page.get_by_role("dialog", name="Import")
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Choose files").click()
    chooser.value.set_files({"name": "cats.json", "mimeType": "application/json", "buffer": b'[{"text": "a cat"}]'})
    dialog.get_by_role("button", name="Import", exact=True).click()
    dialog.get_by_text("1 task imported.").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("gridcell", name="a cat").wait_for()
    page.reload()
    page.get_by_role("gridcell", name="a cat").wait_for()
    expect(dialog).to_have_count(0)


def test_what_is_typed_survives_a_reload(server, page):
    page.goto("/projects/new")
    page.get_by_role("textbox", name="Title", exact=True).fill("Kept")
    page.get_by_text("Write or paste a config").click()
    write(page, CONFIG.replace('toName="text"', 'toName="txt"'))
    problem = page.get_by_role("status").filter(has_text="This config cannot be used yet")
    problem.get_by_text("txt").wait_for()
    page.reload()
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("Kept")
    expect(page.get_by_role("textbox", name="Label config")).to_contain_text('toName="txt"')
    page.get_by_role("button", name="Create project").click()
    page.watch.allow("400")
    page.get_by_role("alert").filter(has_text="The project was not made").get_by_text("txt").wait_for()
    write(page, CONFIG)
    expect(problem).to_have_count(0)
    page.get_by_role("button", name="Create project").click()
    expect(page).to_have_url(re.compile(r"/projects/\d+/"))
    assert server.project("Kept")["label_config"] == CONFIG
    page.goto("/projects/new")
    expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("")


def test_a_card_says_how_its_storages_stand(start, browse, axe, stub):
    stub.fill("cats", "raw/", 10_000, "{}")
    stub.fault(op="list", kind="stall", ms=2000)
    server = start(env=stub.env)
    project = make(server)
    source = server.post("/api/v1/storages", {
        "project": project, "role": "source", "kind": "s3",
        "params": {"bucket": "cats", "regex_filter": ".*", "use_blob_urls": True}})["storage"]
    server.post(f"/api/v1/storages/{source['id']}/sync", {}, expect=202)
    page = browse(server)
    page.goto("/projects")
    syncing = card(page, "Cats").get_by_role("link", name="Syncing")
    syncing.wait_for()
    stub.clear_faults()
    expect(syncing).to_have_count(0)
    stub.fault(op="list", kind=403)
    server.sync(source)
    page.reload()
    failed = card(page, "Cats").get_by_role("link", name="The storage failed")
    failed.wait_for()
    axe(page)
    failed.click()
    page.get_by_role("heading", name="Cloud Storage").wait_for()


def test_labels_are_edited_without_xml(server, page):
    project = make(server)
    page.goto(f"/projects/{project}/settings/labeling")
    page.get_by_role("tab", name="Labels").click()
    page.get_by_role("textbox", name="New choices of kind").fill("Dawn\nDusk")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("textbox", name="Name of Night").fill("Late night")
    page.get_by_role("button", name="Move Dusk up").click()
    expect(page.get_by_role("textbox", name="Name of Dusk")).to_be_focused()
    page.get_by_role("button", name="Delete Day").click()
    page.get_by_role("textbox", name="Key of Dawn").fill("d")
    page.frame_locator(PREVIEW).get_by_text("Late night").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="Saved").wait_for()
    saved = server.get(f"/api/projects/{project}")["label_config"]
    assert re.findall(r'value="([^"$]+)"', saved) == ["Late night", "Dusk", "Dawn"]
    assert "<!-- kept -->" in saved
    assert '<Choice value="Dawn" hotkey="d"/>' in saved


def test_a_refused_config_stays_with_the_servers_words(server, page):
    project = make(server, tasks=1)
    annotate(server, project, "Night")
    page.goto(f"/projects/{project}/settings/labeling")
    page.watch.allow("400")
    write(page, CONFIG.replace('"kind"', '"sort"'))
    misfit = page.get_by_role("status").filter(has_text="Annotations have what this config lacks")
    misfit.get_by_text("kind").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="Not saved")).to_contain_text("kind")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_text("This is what you wrote before; it is not saved yet.").wait_for()
    code = page.get_by_role("textbox", name="Label config")
    expect(code).to_contain_text('"sort"')
    page.get_by_role("button", name="Discard changes").click()
    expect(code).to_contain_text('"kind"')
    assert server.get(f"/api/projects/{project}")["label_config"] == CONFIG


def test_a_label_that_annotations_use_is_named(server, page):
    project = make(server, tasks=1)
    annotate(server, project, "Night")
    page.goto(f"/projects/{project}/settings/labeling")
    page.watch.allow("400")
    page.get_by_role("tab", name="Labels").click()
    page.get_by_role("button", name="Delete Night").click()
    misfit = page.get_by_role("status").filter(has_text="Annotations have what this config lacks")
    misfit.get_by_text("Night (1 annotation)").wait_for()


def test_faults_are_said_while_writing(server, page):
    project = make(server)
    page.watch.allow("400")
    page.goto(f"/projects/{project}/settings/labeling")
    problem = page.get_by_role("status").filter(has_text="This config cannot be used yet")
    write(page, "<View><Text name='t' value='$text'>")
    problem.get_by_text("<Text> is not closed").wait_for()
    code = page.get_by_role("textbox", name="Label config")
    write(page, "<View>")
    code.press("End")
    code.press_sequentially("<Ch")
    page.get_by_role("option", name=re.compile("^Choices")).wait_for()


def test_the_preview_shows_tasks_of_the_project(server, page):
    project = make(server, tasks=3)
    page.goto(f"/projects/{project}/settings/labeling")
    page.get_by_text("Task of this project").click()
    frame = page.frame_locator(PREVIEW)
    frame.get_by_text("text 0").wait_for()
    page.get_by_role("button", name="Task after").click()
    frame.get_by_text("text 1").wait_for()


def test_cards_are_pinned_put_away_found_and_copied(server, page):
    make(server, "Cats", tasks=4)
    annotate(server, server.project("Cats")["id"], "Day")
    make(server, "Dogs")
    page.goto("/projects")
    cats = card(page, "Cats")
    expect(cats).to_contain_text("1 of 4 tasks done")
    expect(cats).to_contain_text("1 annotation")
    choose(page, "Cats", "Pin")
    expect(cats).to_contain_text("Pinned")
    expect(page.get_by_role("heading", level=2).first).to_have_text("Cats")
    choose(page, "Dogs", "Archive")
    expect(card(page, "Dogs")).to_have_count(0)
    page.get_by_role("switch", name="Archived").check()
    expect(page).to_have_url(re.compile("archived=true"))
    choose(page, "Dogs", "Restore")
    page.get_by_role("switch", name="Archived").uncheck()
    page.get_by_role("searchbox", name="Search titles").fill("dog")
    expect(cats).to_have_count(0)
    card(page, "Dogs").wait_for()
    page.get_by_role("searchbox", name="Search titles").fill("")
    choose(page, "Cats", "Duplicate…")
    page.get_by_role("radio", name="Also its 4 tasks, without annotations").check()
    page.get_by_role("button", name="Duplicate", exact=True).click()
    expect(card(page, "Cats copy")).to_contain_text("0 of 4 tasks done")


def test_a_thousand_projects_scroll_to_the_last(server, page):
    for i in range(130):
        server.post("/api/projects", {"title": f"Project {i:03}"})
    page.goto("/projects?order=title")
    last = page.get_by_role("link", name="Project 129", exact=True)
    cards = page.get_by_role("list", name="Projects")
    cards.get_by_role("link", name="Project 000", exact=True).wait_for()
    for _ in range(60):
        if last.count():
            break
        page.keyboard.press("End")
        cards.get_by_role("listitem").last.scroll_into_view_if_needed()
    last.wait_for()
    expect(page.get_by_text("130 projects")).to_be_visible()


def test_annotators_see_their_projects_with_label_first(server, browse):
    mine, _ = make(server, "Mine", tasks=1), make(server, "Others")
    server.post("/api/v1/accounts", {"email": "ann@example.com", "password": PASSWORD, "role": "annotator"})
    server.post(f"/api/v1/projects/{mine}/members", {"email": "ann@example.com"})
    page = browse(server, email="ann@example.com")
    page.goto("/projects")
    page.get_by_role("link", name="Label Mine").wait_for()
    expect(card(page, "Others")).to_have_count(0)
    expect(page.get_by_role("link", name="New project")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("What to do"))).to_have_count(0)
    page.get_by_role("link", name="Label Mine").click()
    expect(page).to_have_url(re.compile(f"/projects/{mine}/label"))


def test_how_tasks_are_labeled_is_saved(server, page):
    project = make(server)
    page.goto(f"/projects/{project}/settings/annotation")
    page.get_by_label("Instructions for those who label").fill("<b>Look</b> twice<script>document.title='x'</script>")
    expect(page.get_by_role("region", name="The instructions as they are shown")).to_have_text("Look twice")
    page.get_by_label("Annotations per task").fill("3")
    page.get_by_label("Share of the tasks that get as many").fill("50")
    page.get_by_label("What happens to a skipped task").select_option("It counts as done")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").filter(has_text="Saved").wait_for()
    saved = server.get(f"/api/projects/{project}")
    assert (saved["maximum_annotations"], saved["overlap_cohort_percentage"]) == (3, 50)
    assert saved["skip_queue"] == "IGNORE_SKIPPED"
    assert page.title() != "x"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_fault_and_nothing_cut_off(server, browse, axe, scheme):
    project = make(server, tasks=2)
    for width in (1280, 390):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        for place in ("/projects", "/projects/new", f"/projects/{project}/settings/labeling",
                      f"/projects/{project}/settings/annotation"):
            page.goto(place)
            page.get_by_role("heading", level=1).wait_for()
            page.wait_for_load_state("networkidle")
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
