"""The pages that the server draws itself: signing in and up, a new password, the API's description."""

import requests

from server import EMAIL, PASSWORD, TOKEN


def test_the_first_visitor_makes_an_account(start, browse, axe):
    page = browse(start(account=False), email=None, viewport={"width": 390, "height": 800}, color_scheme="dark")
    page.goto("/projects?ordering=title")
    assert page.title() == "Create an account · Millrace"
    axe(page)
    page.get_by_label("E-mail address").fill("first@example.com")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create account").click()
    assert page.title() == "Create an account · Millrace", "the browser knows the rule"
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects?ordering=title")
    page.get_by_role("heading", level=1).wait_for()


def test_a_wrong_password_is_said_and_typed_again(server, browse, axe):
    for scheme in ("light", "dark"):
        page = browse(server, email=None, color_scheme=scheme)
        page.goto("/projects/7/data?tab=2")
        page.keyboard.type(EMAIL)
        page.keyboard.press("Tab")
        page.keyboard.type("wrong-wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        axe(page)
        page.keyboard.type(PASSWORD)
        page.watch.allow("404")  # there is no project 7
        page.keyboard.press("Enter")
        page.wait_for_url("**/projects/7/data?tab=2")


def test_a_link_that_ended_says_so(server, browse, axe):
    page = browse(server, email=None)
    page.watch.allow("404")
    assert page.goto("/user/reset-password/?token=none").status == 404
    page.get_by_text("This link was used already or has ended.").wait_for()
    axe(page)


def test_a_link_to_another_site_leads_home(server, browse):
    for address in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"):
        page = browse(server, email=None)
        page.goto("/user/login/?next=" + requests.utils.quote(address, safe=""))
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(server.url + "/projects")


def test_the_app_is_cached_for_good_and_its_pages_are_not(server):
    session = requests.Session()
    session.headers["Authorization"] = f"Token {TOKEN}"
    page = session.get(server.url + "/projects", timeout=30)
    assert page.headers["Cache-Control"] == "no-cache"
    script = page.text.split('src="/assets/')[1].split('"')[0]
    for encoding in ("br", "gzip", "identity"):
        asset = requests.get(server.url + "/assets/" + script, headers={"Accept-Encoding": encoding}, timeout=30,
                             stream=True)
        assert "immutable" in asset.headers["Cache-Control"]
        assert asset.headers.get("Content-Encoding", "identity") == encoding
        again = requests.get(server.url + "/assets/" + script, timeout=30,
                             headers={"Accept-Encoding": encoding, "If-None-Match": asset.headers["ETag"]})
        assert again.status_code == 304
    licenses = requests.get(server.url + "/licenses", timeout=30).text
    for name in ("Label Studio", "react", "@mantine/core", "LESSER GENERAL PUBLIC LICENSE"):
        assert name in licenses
