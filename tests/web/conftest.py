"""The real program in a real browser: servers and stores are those of tests/e2e, the browser is Debian's Chromium.

    def test_it(server, page):
        page.goto("/projects")          # signed in as administrator
        page.get_by_role("button", name="New project").click()

A test fails if the page wrote an error to the console (a violated policy is one), threw, or asked another host than
the server; `page.watch.allow(…)` names what a test provokes on purpose.
"""

import os
import pathlib
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(pathlib.Path(__file__).parent), str(ROOT / "tests/e2e")]

from browser import CHROMIUM, OPTIONS, Watch, sign_in  # noqa: E402
from fixtures import *  # noqa: E402, F403
from server import BINARY, EMAIL, PASSWORD  # noqa: E402


# Machines that run the tests are busy.
expect.set_options(timeout=20_000)


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not built; ./test web builds it", returncode=1)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def server(start):
    """A running server with one administrator and nothing else."""
    return start()


@pytest.fixture
def browse(chromium, tmp_path):
    """browse(server, email=…, password=…) opens a window; with email=None nobody is signed in."""
    contexts = []

    def begin(server, email=EMAIL, password=PASSWORD, **options):
        options.setdefault("viewport", {"width": 1280, "height": 800})
        # MILLRACE_WEB_URL: a development server in front of the program, for those who change the pages.
        context = chromium.new_context(base_url=os.environ.get("MILLRACE_WEB_URL", server.url), **options)
        context.set_default_timeout(15_000)
        watch = Watch(context, server)
        contexts.append((context, watch))
        if email is not None:
            sign_in(context, server, email, password)
        page = context.new_page()
        page.watch = watch
        return page

    yield begin
    problems = []
    for context, watch in contexts:
        problems += watch.problems()
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(browse, server):
    """A window of the administrator on `server`."""
    return browse(server)


@pytest.fixture(scope="session")
def axe():
    """axe(page) asserts that the page has no serious accessibility fault (https://github.com/dequelabs/axe-core)."""
    source = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()

    def check(page, exclude=()):
        page.evaluate(source + "\n;undefined")
        found = page.evaluate(
            "exclude => axe.run({exclude: exclude.map(e => [e])}, {resultTypes: ['violations'], iframes: false})"
            ".then(r => r.violations.filter(v => ['serious', 'critical'].includes(v.impact))"
            ".map(v => v.id + ': ' + v.help + '\\n' + v.nodes.slice(0, 5).map(n => '    ' + n.html.slice(0, 200)"
            " + '\\n      ' + n.failureSummary).join('\\n')))", list(exclude))
        assert not found, f"{page.url}\n" + "\n".join(found)

    return check
