"""How the server is, for administrators: jobs as they run, storages that need somebody, the server itself."""

import threading

import pytest

from scripted_s3 import denied


@pytest.fixture
def gate():
    """Holds the listings of the bucket until it is opened."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def synced(start, s3, gate):
    """A server with a source on the scripted store, whose listings wait for the gate."""
    gate.set()
    s3.page_size = 1  # a stopped sync ends after the page that it waits for
    s3.buckets["cats"] = {f"{i}.jpg": b"x" for i in range(3)}
    server = start(env=s3.env)
    project = server.post("/api/projects", {"title": "Cats"})["id"]
    storage = server.post("/api/storages/s3", {"project": project, "bucket": "cats", "use_blob_urls": True})
    s3.refuse = lambda operation, *_: gate.wait(30) and None if operation == "list" else None
    return server, storage["id"]


def test_a_running_job_is_shown_and_cancelled(synced, browse, axe, gate):
    server, storage = synced
    page = browse(server)
    page.goto("/status")
    page.get_by_text("Nothing runs now.").wait_for()
    page.get_by_text("No storage was synced yet.").wait_for()
    gate.clear()
    server.post(f"/api/v1/storages/{storage}/sync", {}, expect=202)
    running = page.get_by_role("region", name="Sync of s3://cats")
    with page.expect_response("**/cancel"):
        running.get_by_role("button", name="Cancel").click()
    gate.set()
    page.get_by_text("Nothing runs now.").wait_for()
    page.get_by_role("region", name="Recent jobs").get_by_text("The sync was stopped.").wait_for()
    axe(page)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_broken_storage_comes_first_with_its_cause(synced, s3, browse, axe, width):
    server, storage = synced
    server.wait_for_job(server.post(f"/api/v1/storages/{storage}/sync", {}, expect=202)["job"])
    s3.refuse = lambda *_: denied()
    server.wait_for_job(server.post(f"/api/v1/storages/{storage}/sync", {}, expect=202)["job"])
    for scheme in ("light", "dark"):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        page.goto("/status")
        storages = page.get_by_role("region", name="Storages")
        storages.get_by_text("failed", exact=True).wait_for()
        storages.get_by_text("403").first.wait_for()
        page.get_by_role("region", name="Recent jobs").get_by_text("3 objects → 3 tasks").wait_for()
        page.get_by_role("region", name="Server").get_by_text("1 project, 3 tasks, 0 annotations").wait_for()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        storages.get_by_role("link", name="s3://cats").click()
        page.wait_for_url("**/projects/1/settings/storage")
