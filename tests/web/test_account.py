"""One's own account: name, password, tokens, keys."""

import re

import pytest
import requests

from browser import sign_in
from server import EMAIL, PASSWORD

NEW_PASSWORD = "battery-staple-8"


def open_account(page):
    page.goto("/user/account")
    page.get_by_role("heading", name="Your account").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible(server, browse, axe, width):
    for scheme in ("light", "dark"):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        open_account(page)
        page.get_by_role("button", name="Create a token").wait_for()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_name_is_saved_and_an_unsaved_one_is_asked_about(server, page):
    open_account(page)
    name = page.get_by_label("First name")
    form = page.get_by_role("region", name="Name")
    name.fill("Ann")
    form.get_by_role("button", name="Save").click()
    form.get_by_text(re.compile("^Saved")).wait_for()
    assert server.get("/api/current-user/whoami")["first_name"] == "Ann"

    name.fill("Bea")
    page.get_by_role("link", name="People").click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    dialog.get_by_role("button", name="Stay here").click()
    dialog.wait_for(state="hidden")
    assert name.input_value() == "Bea"
    page.get_by_role("link", name="People").click()
    dialog.get_by_role("button", name="Leave and lose it").click()
    page.get_by_role("heading", name="People").wait_for()
    assert server.get("/api/current-user/whoami")["first_name"] == "Ann"


def test_what_the_server_refuses_stays_in_the_form(server, page):
    open_account(page)
    form = page.get_by_role("region", name="Name")
    page.get_by_label("Last name").fill("x" * 257)
    form.get_by_role("button", name="Save").click()
    form.get_by_text("A name has at most 256 letters.").wait_for()
    form.get_by_text("Not saved: see the marked fields above.").wait_for()
    assert len(page.get_by_label("Last name").input_value()) == 257
    form.get_by_role("button", name="Discard changes").click()
    assert page.get_by_label("Last name").input_value() == ""


def test_the_password_is_changed_by_who_knows_it(server, browse):
    page, elsewhere = browse(server), browse(server)
    page.watch.allow("400")
    elsewhere.watch.allow("401")
    open_account(page)
    form = page.get_by_role("region", name="Password")
    form.get_by_label("Current password").fill("not it at all")
    form.get_by_label("New password").fill(NEW_PASSWORD)
    form.get_by_role("button", name="Change password").click()
    form.get_by_text("This is not your current password.").first.wait_for()
    assert form.get_by_label("New password").input_value() == NEW_PASSWORD

    form.get_by_label("Current password").fill(PASSWORD)
    form.get_by_role("button", name="Change password").click()
    form.get_by_text(re.compile("^Saved")).wait_for()
    assert form.get_by_label("Current password").input_value() == ""
    assert elsewhere.request.get("/api/current-user/whoami").status == 401
    sign_in(elsewhere.context, server, EMAIL, NEW_PASSWORD)
    assert elsewhere.request.get("/api/current-user/whoami").ok


def test_other_browsers_are_signed_out(server, browse):
    page, elsewhere = browse(server), browse(server)
    open_account(page)
    page.get_by_role("button", name="Sign out everywhere else").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere else").click()
    page.get_by_text("Every other browser is signed out.").wait_for()
    assert elsewhere.request.get("/api/current-user/whoami").status == 401
    assert page.request.get("/api/current-user/whoami").ok


def test_a_personal_token_is_shown_once_and_revoked(server, page):
    open_account(page)
    page.get_by_role("button", name="Create a token").click()
    token = page.get_by_label("New token", exact=True).input_value()

    def refresh():
        return requests.post(server.url + "/api/token/refresh", json={"refresh": token}, timeout=30)

    access = refresh().json()["access"]
    me = requests.get(server.url + "/api/current-user/whoami", headers={"Authorization": f"Bearer {access}"}, timeout=30)
    assert me.json()["email"] == EMAIL

    page.reload()
    page.get_by_text("does not end by itself").first.wait_for()
    assert page.get_by_label("New token", exact=True).count() == 0
    page.get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    page.get_by_role("button", name="Create a token").wait_for()
    assert refresh().status_code == 401


def test_the_legacy_token_is_shown_on_demand_and_replaced(server, page):
    open_account(page)
    section = page.get_by_role("region", name="Legacy token")
    section.get_by_role("button", name="Show").click()
    field = section.get_by_label("Legacy token", exact=True)
    old = field.input_value()
    assert server.request("GET", "/api/current-user/whoami", headers={"Authorization": f"Token {old}"}).ok
    section.get_by_role("button", name="Replace").click()
    page.get_by_role("dialog").get_by_role("button", name="Replace").click()
    page.get_by_role("dialog").wait_for(state="hidden")
    new = field.input_value()
    assert new != old
    assert server.request("GET", "/api/current-user/whoami", headers={"Authorization": f"Token {old}"}).status_code == 401
    assert server.request("GET", "/api/current-user/whoami", headers={"Authorization": f"Token {new}"}).ok


def test_a_key_of_the_editor_is_changed_by_pressing_another(server, page):
    open_account(page)
    keys = page.get_by_role("region", name="Keys of the labeling editor")

    def kept():
        return server.get("/api/current-user/hotkeys")["custom_hotkeys"]

    keys.get_by_role("button", name="Unselect the region: u").press("Enter")
    page.keyboard.press("Control+Enter")
    keys.get_by_text("is “Submit or update” already").wait_for()
    keys.get_by_role("button", name="Unselect the region: u").press("Enter")
    page.keyboard.press("Shift+X")
    keys.get_by_role("button", name="Unselect the region: shift+x").wait_for()
    keys.get_by_text("Saved").wait_for()
    assert kept() == {"region:unselect": {"key": "shift+x", "active": True}}

    keys.get_by_role("checkbox", name="Next region: on").click()
    keys.get_by_role("button", name="Reset the key of Next region").wait_for()
    keys.get_by_role("button", name="Reset the key of Unselect the region").click()
    keys.get_by_role("button", name="Unselect the region: u").wait_for()
    assert kept() == {"region:cycle": {"key": "alt+.", "active": False}}
