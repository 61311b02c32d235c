"""What surrounds every page."""

import pytest

from server import EMAIL, PASSWORD

PLACES = ["/projects", "/projects/new", "/user/account", "/organization", "/status"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_a_title_and_no_serious_fault(server, browse, axe, scheme):
    page = browse(server, color_scheme=scheme)
    for place in PLACES:
        page.goto(place)
        heading = page.get_by_role("heading", level=1)
        heading.wait_for()
        page.wait_for_load_state("networkidle")
        assert heading.inner_text() in page.title()
        axe(page)


def test_nobody_is_led_to_the_sign_in_page_and_back(server, browse):
    page = browse(server, email=None)
    page.goto("/user/account")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/user/account")


def test_an_unknown_address_says_so(server, browse):
    page = browse(server)
    page.watch.allow("404")
    assert page.goto("/no/such/page").status == 404
    page.get_by_text("There is no page at /no/such/page").wait_for()


def test_a_narrow_window_shows_everything(server, browse):
    page = browse(server, viewport={"width": 390, "height": 800})
    for place in PLACES:
        page.goto(place)
        page.get_by_role("heading", level=1).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, place
