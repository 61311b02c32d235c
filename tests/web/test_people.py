"""Who works on a server: inviting, roles, leaving; members of a project; what each role is shown."""

import re

import pytest

from server import PASSWORD


@pytest.fixture
def people(server):
    """One account of each role: id by role; all have the administrator's password."""
    return {role: server.post("/api/v1/accounts", {"email": f"{role}@example.com", "password": PASSWORD,
                                                   "role": role})["id"]
            for role in ("annotator", "manager")}


def role_of(server, account):
    return server.get(f"/api/v1/accounts/{account}")["role"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_pages_are_accessible(server, browse, axe, people, width):
    project = server.post("/api/projects", {"title": "Cats"})["id"]
    server.post(f"/api/v1/projects/{project}/members", {"account": people["annotator"]})
    for scheme in ("light", "dark"):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        for place, there in ((
            "/organization", "Sign-up link"), (f"/projects/{project}/settings", "Order of tasks"),
            (f"/projects/{project}/settings/members", "annotator@example.com"),
            (f"/projects/{project}/settings/danger-zone", "There is no way back"),
        ):
            page.goto(place)
            page.get_by_text(there).first.wait_for()
            axe(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_an_invited_person_signs_up_as_a_member(server, browse, page):
    project = server.post("/api/projects", {"title": "Cats of Rome"})["id"]
    page.goto("/organization")
    page.get_by_role("button", name="Invite people").first.click()
    dialog = page.get_by_role("dialog", name="Invite people")
    dialog.get_by_label("Projects", exact=True).fill("rome")
    page.get_by_role("option", name="Cats of Rome").click()
    dialog.get_by_label("Projects", exact=True).press("Escape")
    dialog.get_by_role("button", name="Make the link").click()
    link = dialog.get_by_label("Invitation link", exact=True).input_value()
    dialog.get_by_role("button", name="Done").click()
    page.get_by_text("Annotator · for one person · 1 project").wait_for()

    new = browse(server, email=None)
    new.goto(link)
    new.get_by_label("E-mail").fill("new@example.com")
    new.get_by_label("Password").fill(PASSWORD)
    new.get_by_role("button").click()
    new.wait_for_url(re.compile("/projects|/$"))
    members = server.get(f"/api/v1/projects/{project}/members")["results"]
    assert [m["email"] for m in members] == ["new@example.com"]

    page.reload()
    page.get_by_text("new@example.com").wait_for()
    page.get_by_text("No invitation is open.").wait_for()


def test_who_has_an_account_joins_by_an_invitation(server, browse, people):
    project = server.post("/api/projects", {"title": "Cats of Rome"})["id"]
    link = server.post("/api/v1/invitations", {"projects": [project], "project_role": "manager"})["url"]

    page = browse(server, email=None)
    page.goto(link)
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill("annotator@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="You are invited").wait_for()
    page.get_by_text("Cats of Rome").wait_for()
    assert server.get(f"/api/v1/projects/{project}/members")["results"] == []
    page.get_by_role("button", name="Join").click()
    page.wait_for_url(re.compile(f"/projects/{project}"))
    members = server.get(f"/api/v1/projects/{project}/members")["results"]
    assert [(m["id"], m["project_role"]) for m in members] == [(people["annotator"], "manager")]
    assert server.get("/api/v1/invitations")["results"] == []


def test_an_invitation_is_closed(server, page):
    made = server.post("/api/v1/invitations", {"role": "manager", "max_uses": 3})
    page.goto("/organization")
    page.get_by_role("button", name=f"Close invitation {made['id']}").click()
    page.get_by_role("dialog").get_by_role("button", name="Close it").click()
    page.get_by_text("No invitation is open.").wait_for()
    assert server.get("/api/v1/invitations")["results"] == []


def test_an_account_begins_with_a_link_to_its_password(server, browse, page):
    page.watch.allow("400")
    page.goto("/organization")
    page.get_by_role("button", name="Add an account").click()
    dialog = page.get_by_role("dialog", name="Add an account")
    dialog.get_by_label("E-mail").fill("admin@example.com")
    dialog.get_by_role("button", name="Add the account").click()
    dialog.get_by_text("There is already an account for admin@example.com.").wait_for()
    dialog.get_by_label("E-mail").fill("nia@example.com")
    dialog.get_by_role("button", name="Add the account").click()
    link = dialog.get_by_label("Link", exact=True).input_value()

    nia = browse(server, email=None)
    nia.goto(link)
    nia.get_by_label("Password").fill(PASSWORD)
    nia.get_by_role("button").click()
    nia.wait_for_url(re.compile("/projects|/$"))
    assert nia.request.get("/api/current-user/whoami").json()["email"] == "nia@example.com"


def test_roles_change_and_memberships_end_and_begin_again(server, browse, page, people):
    page.goto("/organization")
    page.get_by_role("combobox", name="Role of annotator@example.com").click()
    page.get_by_role("option", name="Manager").click()
    page.get_by_text("3 people").wait_for()
    page.wait_for_function(
        "id => fetch(`/api/v1/accounts/${id}`).then(r => r.json()).then(a => a.role === 'manager')",
        arg=people["annotator"])

    theirs = browse(server, email="manager@example.com")
    for action, state in (("End the membership", 401), ("Let in again", 401)):
        page.get_by_role("button", name="Actions for manager@example.com").click()
        page.get_by_role("menuitem", name=action).click()
        page.get_by_role("dialog").get_by_role("button", name=action).click()
        page.get_by_role("dialog").wait_for(state="hidden")
        assert theirs.request.get("/api/current-user/whoami").status == state
    assert browse(server, email="manager@example.com").request.get("/api/current-user/whoami").ok


def test_each_role_is_shown_what_it_may(server, browse, people):
    project = server.post("/api/projects", {"title": "Cats"})["id"]
    server.post(f"/api/v1/projects/{project}/members", {"account": people["annotator"]})

    manager = browse(server, email="manager@example.com")
    manager.goto("/organization")
    manager.get_by_text("No invitation is open.").wait_for()
    assert manager.get_by_role("button", name="Add an account").count() == 0
    assert manager.get_by_role("link", name="Status").count() == 0
    manager.get_by_role("button", name="Actions for annotator@example.com").click()
    assert manager.get_by_role("menuitem", name="End the membership").is_disabled()
    manager.get_by_text("Only administrators end memberships.").wait_for()
    manager.goto("/status")
    manager.get_by_text("This page is for administrators.").wait_for()

    annotator = browse(server, email="annotator@example.com")
    for place, who in (("/organization", "managers and administrators"), ("/status", "administrators"),
                       (f"/projects/{project}/settings", "managers and administrators")):
        annotator.goto(place)
        annotator.get_by_text(f"This page is for {who}.").wait_for()
    assert annotator.get_by_role("link", name="People").count() == 0


def test_members_of_a_project_come_and_go(server, page, people):
    project = server.post("/api/projects", {"title": "Cats"})["id"]

    def members():
        return [m["id"] for m in server.get(f"/api/v1/projects/{project}/members")["results"]]

    page.goto(f"/projects/{project}/settings/members")
    page.get_by_role("combobox", name="Add an annotator").click()
    page.get_by_role("option", name="annotator@example.com").click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Remove annotator@example.com").wait_for()
    assert members() == [people["annotator"]]
    page.get_by_role("button", name="Remove annotator@example.com").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    page.get_by_text("No annotator is a member yet.").wait_for()
    assert members() == []


def test_a_member_who_is_manager_changes_that_project_alone(server, browse, page, people):
    project = server.post("/api/projects", {"title": "Cats of Rome"})["id"]
    other = server.post("/api/projects", {"title": "Dogs of Rome"})["id"]
    for number in (project, other):
        server.post(f"/api/v1/projects/{number}/members", {"account": people["annotator"]})
    server.post("/api/v1/accounts", {"email": "new@example.com", "password": PASSWORD, "role": "annotator"})

    page.goto(f"/projects/{project}/settings/members")
    page.get_by_role("combobox", name="Role of annotator@example.com here").click()
    page.get_by_role("option", name="Manager").click()
    page.wait_for_function(
        "url => fetch(url).then(r => r.json()).then(a => a.results[0].project_role === 'manager')",
        arg=f"/api/v1/projects/{project}/members")

    lead = browse(server, email="annotator@example.com")
    lead.goto(f"/projects/{project}/settings")
    lead.get_by_label("Description").fill("Mine to change")
    lead.get_by_role("button", name="Save").click()
    lead.get_by_text(re.compile("^Saved")).wait_for()
    assert server.get(f"/api/projects/{project}")["description"] == "Mine to change"
    assert lead.get_by_role("link", name="Webhooks").count() == 0
    lead.get_by_role("link", name="Members").click()
    lead.get_by_label("Add an annotator").fill("new@example.com")
    lead.get_by_role("button", name="Add", exact=True).click()
    lead.get_by_role("button", name="Remove new@example.com").wait_for()
    lead.get_by_role("link", name="Cloud Storage").click()
    lead.get_by_role("button", name="Add Source Storage").first.wait_for()

    lead.goto(f"/projects/{other}/settings")
    lead.get_by_text("This page is for managers and administrators.").wait_for()
    lead.goto("/projects")
    lead.get_by_role("button", name="What to do with Cats of Rome").wait_for()
    assert lead.get_by_role("button", name="What to do with Dogs of Rome").count() == 0
    assert lead.get_by_role("link", name="New project").count() == 0


def test_general_settings_are_saved(server, page):
    project = server.post("/api/projects", {"title": "Cats"})["id"]
    page.goto(f"/projects/{project}/settings")
    page.get_by_label("Title").fill("ab")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("A title has 3 letters or more").wait_for()
    page.get_by_label("Title").fill("Cats of Rome")
    page.get_by_label("Description").fill("All of <b>them</b>")
    page.get_by_role("radio", name="Uncertain first").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text(re.compile("^Saved")).wait_for()
    kept = server.get(f"/api/projects/{project}")
    assert (kept["title"], kept["description"], kept["sampling"]) == (
        "Cats of Rome", "All of <b>them</b>", "Uncertainty sampling")
    page.get_by_role("navigation", name="Project").get_by_text("Cats of Rome").wait_for()


def test_a_project_is_deleted_by_who_types_its_title(server, page):
    project = server.post("/api/projects", {"title": "Cats of Rome"})["id"]
    server.post(f"/api/projects/{project}/import", [
        {"data": {"text": "a"}, "annotations": [{"result": []}], "predictions": [{"result": []}]},
        {"data": {"text": "b"}}])
    page.goto(f"/projects/{project}/settings/danger-zone")
    dialog = page.get_by_role("dialog")
    for what in ("annotation", "prediction"):
        page.get_by_role("button", name=f"Delete 1 {what}").click()
        dialog.get_by_label("Type “Cats of Rome” to confirm").fill("Cats of Rome")
        dialog.get_by_role("button", name=f"Delete 1 {what}").click()
        page.get_by_role("button", name=f"Delete 0 {what}s").wait_for()
        assert server.get(f"/api/projects/{project}")[f"total_{what}s_number"] == 0
    page.get_by_role("button", name="Delete 2 tasks").click()
    dialog.get_by_label("Type “Cats of Rome” to confirm").fill("Cats of Rome")
    dialog.get_by_role("button", name="Delete 2 tasks").click()
    page.get_by_role("button", name="Delete 0 tasks").wait_for()
    assert server.tasks(project) == []

    page.get_by_role("button", name="Delete the project").click()
    gone = dialog.get_by_role("button", name="Delete the project")
    dialog.get_by_label("Type “Cats of Rome” to confirm").fill("Cats of")
    assert gone.is_disabled()
    dialog.get_by_label("Type “Cats of Rome” to confirm").fill("Cats of Rome")
    gone.click()
    page.wait_for_url("**/projects")
    server.request("GET", f"/api/projects/{project}", expect=404)
