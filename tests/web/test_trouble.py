"""The server goes away, the session ends, the app is updated: said in words, and nothing typed is lost."""

import re

from browser import sign_in
from server import EMAIL, PASSWORD, Server

TYPED = "Label every cat, also those behind windows."


def begin(server, page):
    """Something typed in the settings of a project, not saved."""
    project = server.post("/api/projects", {"title": "Cats"})["id"]
    page.goto(f"/projects/{project}/settings")
    page.get_by_label("Description").fill(TYPED)
    return project


def test_a_server_that_comes_back_finds_what_was_typed(start, browse, data_dir):
    server = start()
    page = browse(server)
    page.watch.allow("ERR_", "Failed to load resource", "Failed to fetch")
    project = begin(server, page)
    server.kill()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Not saved: The server at").wait_for()
    page.get_by_role("alert").filter(has_text="does not answer. Your work is kept").wait_for()
    assert page.get_by_label("Description").input_value() == TYPED

    again = start(data_dir=data_dir, port=server.port)
    page.get_by_role("button", name="Try now").click()
    page.get_by_text("Your work is kept").wait_for(state="hidden")
    assert page.get_by_label("Description").input_value() == TYPED
    page.get_by_role("button", name="Save").click()
    page.get_by_text(re.compile("^Saved")).wait_for()
    assert again.get(f"/api/projects/{project}")["description"] == TYPED


def test_a_page_that_was_not_loaded_opens_when_the_server_is_back(start, browse, data_dir):
    server = start()
    page = browse(server)
    page.watch.allow("ERR_", "Failed to load resource", "Failed to fetch", "Millrace was updated")
    page.goto("/organization")
    page.get_by_text("No invitation is open.").wait_for()
    server.kill()
    page.get_by_role("button", name=f"Account {EMAIL}").click()
    page.get_by_role("menuitem", name="Account and tokens").click()
    page.get_by_text("The page was not loaded: the server does not answer.").wait_for()
    start(data_dir=data_dir, port=server.port)
    page.get_by_role("heading", name="Your account").wait_for()


def test_whoever_signs_in_again_goes_on_where_he_was(server, page):
    page.watch.allow("401")
    project = begin(server, page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("You are signed out. Sign in in a new tab").wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in").click()
    tab = opened.value
    tab.get_by_label("E-mail").fill(EMAIL)
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.get_by_role("heading", name="You can close this tab").wait_for()
    tab.close()

    page.get_by_text("You are signed out. Sign in in a new tab").wait_for(state="hidden")
    assert page.get_by_label("Description").input_value() == TYPED
    page.get_by_role("button", name="Save").click()
    page.get_by_text(re.compile("^Saved")).wait_for()
    assert server.get(f"/api/projects/{project}")["description"] == TYPED


def test_somebody_else_signing_in_is_said(server, page):
    page.watch.allow("401")
    server.post("/api/v1/accounts", {"email": "bo@example.com", "password": PASSWORD, "role": "manager"})
    begin(server, page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("You are signed out. Sign in in a new tab").wait_for()
    sign_in(page.context, server, "bo@example.com", PASSWORD)
    page.get_by_text("You are signed in as bo@example.com now").wait_for()
    assert page.get_by_label("Description").input_value() == TYPED


def test_a_slow_server_is_said_and_waited_for(server, page):
    begin(server, page)
    held = []
    page.route(re.compile(r"/api/v1/projects/\d+/members"), lambda route: held.append(route))
    page.get_by_role("link", name="Members").click()
    page.get_by_role("button", name="Leave and lose it").click()
    page.get_by_text("The server is slow to answer.").wait_for()
    for route in held:
        route.continue_()
    page.get_by_text("No annotator is a member yet.").wait_for()
    page.get_by_text("The server is slow to answer.").wait_for(state="hidden")


def test_an_update_is_said_and_a_reload_opens_the_page(server, page):
    page.watch.allow("404", "Failed to load resource", "dynamically imported module", "Millrace was updated")
    page.route(re.compile(r"/assets/AccountPage-"), lambda route: route.fulfill(status=404))
    page.goto("/organization")
    page.get_by_text("No invitation is open.").wait_for()
    page.get_by_role("button", name=f"Account {EMAIL}").click()
    page.get_by_role("menuitem", name="Account and tokens").click()
    page.get_by_role("heading", name="This page could not be shown").wait_for()
    page.get_by_text("Millrace was updated while this window was open.").wait_for()
    page.get_by_role("alert").filter(has_text="Save what you typed, then reload").wait_for()
    page.unroute_all()
    page.get_by_role("button", name="Reload").first.click()
    page.get_by_role("heading", name="Your account").wait_for()
