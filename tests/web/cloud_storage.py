"""Settings > Cloud Storage, used as a person uses it: by the names that are on the screen."""

import re

from playwright.sync_api import expect

from expected import TEXT_CONFIG, TEXT_RESULT


def make_project(server, config=TEXT_CONFIG):
    return server.post("/api/projects/", {"title": "Cats", "label_config": config})["id"]


def annotate(server, project):
    """Annotates the first task; the annotation's id, which is its object's name."""
    task = server.tasks(project)[0]["id"]
    return server.post(f"/api/tasks/{task}/annotations/", {"result": TEXT_RESULT})["id"]


class CloudStorage:
    """The page of one project."""

    def __init__(self, page, project):
        self.page = page
        page.goto(f"/projects/{project}/data")
        page.get_by_role("navigation", name="Project").get_by_role("link", name="Settings").click()
        page.get_by_role("navigation", name="Settings").get_by_role("link", name="Cloud Storage").click()
        page.get_by_role("heading", name="Cloud Storage", level=1).wait_for()

    def begin(self, role, title):
        """Opens the dialog that adds a storage of this type ("Source", "Amazon S3")."""
        self.page.get_by_role("button", name=f"Add {role} Storage").click()
        dialog = self.page.get_by_role("dialog", name=f"Add {role} Storage")
        dialog.get_by_role("radio", name=title).click()
        return dialog

    def add(self, role, title, **fields):
        """Fills the dialog in and adds the storage. Names of fields have "_" for spaces."""
        dialog = self.begin(role, title)
        for name, value in fields.items():
            fill(dialog, name.replace("_", " "), value)
        dialog.get_by_role("button", name="Add Storage").click()
        expect(dialog).to_be_hidden()

    def card(self, name):
        return self.page.get_by_role("article", name=name)

    def choose(self, name, item):
        """An item of the menu of a card."""
        self.page.get_by_role("button", name=f"More for {name}").click()
        self.page.get_by_role("menuitem", name=item).click()

    def close(self):
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_be_hidden()


def fill(dialog, label, value):
    """One field; True and False are the positions of a switch."""
    if isinstance(value, bool):
        dialog.get_by_role("switch", name=label).set_checked(value)
    else:
        dialog.get_by_label(re.compile(rf"^{re.escape(label)}( \*)?$")).fill(str(value))
