"""How long a person waits for the pages, in Chromium with an empty cache, beside the same browser's wait for a page
that needs no script."""

import sys
import time
from pathlib import Path
from statistics import median

from report import Figure
from stage import USER, Failure, Millrace

# Behind our own modules, of which some have the same names.
sys.path += [str(Path(__file__).resolve().parent.parent / "tests" / folder) for folder in ("web", "e2e")]

ROUNDS = 7
TASKS = 100_000
CONFIG = """<View><Text name="text" value="$text"/>
<Labels name="word" toName="text"><Label value="Name"/></Labels></View>"""


def measure(setting) -> list[Figure]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Failure("`--only browser` needs playwright: run it with build/test-venv/bin/python.") from error
    from browser import CHROMIUM, OPTIONS, sign_in

    with Millrace(setting.build, setting.root, "browser") as server, sync_playwright() as playwright:
        project = server.project("Words", CONFIG)
        count = setting.count(TASKS)
        server.call("POST", f"/api/projects/{project}/import", [{"text": f"text {i}"} for i in range(count)])
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)

        def wait(path, ready) -> float:
            context = browser.new_context(base_url=server.url)
            sign_in(context, server, USER, "bench-bench")
            page = context.new_page()
            page.goto("about:blank")
            started = time.perf_counter()
            page.goto(path, wait_until="commit")
            ready(page)
            seconds = time.perf_counter() - started
            context.close()
            return seconds

        def editor(page):
            page.get_by_title("Labeling editor").content_frame.get_by_role("button", name="submit").wait_for()

        pages = {
            "first load of the projects": ("/projects", lambda p: p.get_by_text("Words").first.wait_for(), 1),
            f"first load of {count:,} tasks": (
                f"/projects/{project}/data", lambda p: p.get_by_text("text 0", exact=True).wait_for(), 0),
            "editor ready, first load": (f"/projects/{project}/label", editor, 3),
        }
        bare = lambda page: page.wait_for_load_state("load")  # noqa: E731
        wait("/licenses", bare)  # the browser itself starts
        figures = []
        for name, (path, ready, aim) in pages.items():
            ours, limit = [], []
            for _ in range(ROUNDS):
                ours.append(wait(path, ready))
                limit.append(wait("/health", bare))
            figures.append(Figure(name, median(ours), "s", limits={"a page without script": median(limit)}, aim=aim,
                                  smaller=True))
        browser.close()
    return figures
