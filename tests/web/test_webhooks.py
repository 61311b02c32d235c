"""Settings > Webhooks: an address is told what happens, and whoever manages the project sees how that went."""

import pytest
from playwright.sync_api import expect

from receiver import Receiver

CONFIG = '<View><Text name="text" value="$text"/></View>'


@pytest.fixture
def project(server):
    return server.post("/api/projects", {"title": "Cats", "label_config": CONFIG})["id"]


def open_page(page, project):
    page.goto(f"/projects/{project}/settings/webhooks")
    page.get_by_role("heading", name="Webhooks", exact=True).wait_for()


def make_task(server, project, text):
    server.post("/api/tasks", {"project": project, "data": {"text": text}})


def test_a_webhook_from_its_making_to_its_end(server, page, project, axe):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with Receiver() as receiver:
        url = receiver.url + "/hook"
        open_page(page, project)
        page.get_by_text("Nobody is told").wait_for()
        page.get_by_role("button", name="Add Webhook").click()
        dialog = page.get_by_role("dialog", name="Add Webhook")
        dialog.get_by_role("button", name="Add Webhook").click()
        dialog.get_by_text("Write the address that is to be told.").wait_for()
        dialog.get_by_label("URL").fill("http://169.254.169.254/latest")
        page.watch.allow("400 \\(Bad Request\\)")
        dialog.get_by_role("button", name="Add Webhook").click()
        dialog.get_by_text("the server does not connect there").first.wait_for()
        dialog.get_by_label("URL").fill(url)
        dialog.get_by_label("Send every event").click()
        dialog.get_by_label("Task created").check()
        expect(dialog.get_by_label("Project created")).to_have_count(0)
        dialog.get_by_role("button", name="Add a header").click()
        dialog.get_by_label("Name of header 1").fill("Authorization")
        dialog.get_by_label("Value of header 1").fill("Bearer q")
        axe(page)
        dialog.get_by_role("button", name="Add Webhook").click()

        card = page.get_by_role("article", name=url)
        card.get_by_text("Task created").wait_for()
        card.get_by_role("button", name=f"Test {url}").click()
        card.get_by_text("The receiver answered 200.").wait_for()
        ping = receiver.take("/hook")
        assert ping.body["action"] == "PING" and ping.headers["authorization"] == "Bearer q"

        card.get_by_role("button", name=f"Secret: {url}").click()
        dialog = page.get_by_role("dialog", name="Signing secret")
        dialog.get_by_role("button", name="Copy Secret").click()
        dialog.get_by_role("button", name="Secret copied").wait_for()
        secret = page.evaluate("navigator.clipboard.readText()")
        assert ping.is_signed_by(secret)
        dialog.get_by_role("button", name="Replace the secret").click()
        dialog.get_by_role("button", name="Replace it").click()
        expect(dialog.get_by_label("Secret", exact=True)).not_to_have_value(secret)
        secret = dialog.get_by_label("Secret", exact=True).input_value()
        dialog.get_by_role("button", name="Done").click()

        make_task(server, project, "a cat")
        assert receiver.take("/hook").is_signed_by(secret)

        card.get_by_role("button", name=f"Edit: {url}").click()
        dialog = page.get_by_role("dialog", name="Edit Webhook")
        expect(dialog.get_by_label("Task created")).to_be_checked()
        expect(dialog.get_by_label("Value of header 1")).to_have_value("Bearer q")
        dialog.get_by_label("Send every event").click()
        dialog.get_by_role("button", name="Save").click()
        card.get_by_text("Every event").wait_for()

        card.get_by_role("button", name=f"Delete: {url}").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
        page.get_by_text("Nobody is told").wait_for()
    assert server.get("/api/webhooks/") == []


def test_what_went_wrong_is_shown_and_sent_again(server, page, project, axe):
    answers = {"/hook": 500}
    with Receiver(lambda path, before: answers.get(path, 200)) as receiver:
        url = receiver.url + "/hook"
        server.post("/api/webhooks/", {"project": project, "url": url})
        for text in ("one", "two"):
            make_task(server, project, text)
        assert receiver.take("/hook") is not None
        open_page(page, project)
        card = page.get_by_role("article", name=url)
        card.get_by_text("2 events waiting").wait_for()
        card.get_by_role("button", name=f"Test {url}").click()
        card.get_by_text("The receiver answered 500.").wait_for()

        card.get_by_role("button", name=f"Deliveries: {url}").click()
        dialog = page.get_by_role("dialog", name="Deliveries")
        row = dialog.get_by_role("row").filter(has_text="The receiver answered 500.")
        row.get_by_text("TASKS_CREATED").wait_for()
        row.get_by_text("Waiting after").wait_for()
        axe(page)
        answers.clear()
        row.get_by_role("button", name="Send now").click()
        expect(dialog.get_by_role("cell", name="Delivered")).to_have_count(2, timeout=20_000)
        dialog.get_by_text("Failed", exact=True).click()
        dialog.get_by_text("Nothing failed.").wait_for()
        dialog.get_by_role("button", name="Close").click()
        expect(card.get_by_text("waiting")).to_have_count(0)

        card.get_by_label("Active").click()
        expect(card.get_by_label("Active")).not_to_be_checked()
        assert not server.get("/api/webhooks/")[0]["is_active"]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_accessible(server, browse, project, axe, width):
    server.post("/api/webhooks/", {"project": project, "url": "https://hooks.example.com/" + "long/" * 20, "is_active": False})
    server.post("/api/webhooks/", {"url": "https://hooks.example.com/all", "is_active": False})
    for scheme in ("light", "dark"):
        page = browse(server, color_scheme=scheme, viewport={"width": width, "height": 800})
        open_page(page, project)
        page.get_by_text("All projects").wait_for()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_annotators_are_told_whom_to_ask(server, browse, project):
    account = server.post("/api/v1/accounts", {"email": "ann@example.com", "password": "correct-horse-7", "role": "annotator"})["id"]
    server.post(f"/api/v1/projects/{project}/members", {"account": account})
    page = browse(server, email="ann@example.com")
    page.goto(f"/projects/{project}/settings/webhooks")
    page.get_by_text("managers and administrators").wait_for()
