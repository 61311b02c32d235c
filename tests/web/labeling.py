"""Projects to label, and what a person does in the labeling editor."""

import base64
import contextlib
import struct
import zlib

from server import ROOT

SAMPLES = ROOT / "web/public/samples"

BOXES = """<View><Image name="image" value="$image"/>
  <RectangleLabels name="box" toName="image"><Label value="Cat"/><Label value="Dog"/></RectangleLabels></View>"""
CLASSES = """<View><Text name="text" value="$text"/>
  <Choices name="mood" toName="text"><Choice value="Good"/><Choice value="Bad"/></Choices></View>"""


def png(width=400, height=300, color=(90, 140, 200)):
    """A picture of one color."""
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    rows = (b"\0" + bytes(color) * width) * height
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


PICTURE = "data:image/png;base64," + base64.b64encode(png()).decode()


def project(server, config, tasks, **settings):
    """A project with these tasks' data. Returns its id and theirs."""
    made = server.post("/api/projects/", {"title": "Labeled", "label_config": config, **settings})
    if not tasks:
        return made["id"], []
    answer = server.post(f"/api/projects/{made['id']}/import?return_task_ids=1", [{"data": t} for t in tasks])
    return made["id"], answer["task_ids"]


def upload(server, config, name):
    """A project whose only task is this file of web/public/samples, uploaded to it. Returns their ids."""
    made = server.post("/api/projects/", {"title": "Labeled", "label_config": config})
    answer = server.request("POST", f"/api/projects/{made['id']}/import?return_task_ids=1", expect=201,
                            files={name: (SAMPLES / name).read_bytes()})
    return made["id"], answer.json()["task_ids"]


def annotations(server, task):
    return server.get(f"/api/tasks/{task}/annotations/")


def result(server, task):
    """The regions of the task's only annotation."""
    found = annotations(server, task)
    assert len(found) == 1, found
    return found[0]["result"]


class Editor:
    """The labeling editor on a page."""

    def __init__(self, page):
        self.page = page
        # How the queue says that it is empty.
        page.watch.allow("404 .*/next")
        self.frame = page.get_by_title("Labeling editor").content_frame
        self.saved = page.get_by_role("status", name="Saved state")

    def opens(self, task):
        """Waits until that task can be labeled."""
        self.page.get_by_title(f"Labeling editor, task {task}", exact=True).wait_for()
        self.page.get_by_role("status", name="Loading the task").wait_for(state="detached")
        self.frame.get_by_role("button", name="submit").or_(self.frame.get_by_role("button", name="cancel-skip")).wait_for()
        return self

    def says(self, words):
        """Waits for the saved state."""
        self.saved.get_by_text(words).wait_for()

    def label(self, name):
        self.frame.get_by_text(name, exact=True).first.click()

    def choice(self, name):
        return self.frame.get_by_role("checkbox", name=name)

    def place(self, index=0):
        """Where the picture is on the page."""
        canvas = self.frame.locator("canvas").nth(index)
        canvas.wait_for()
        return canvas.bounding_box()

    def drag(self, *points, canvas=0):
        """Draws through points given in parts of the picture."""
        box = self.place(canvas)
        spots = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        self.page.mouse.move(*spots[0])
        self.page.mouse.down()
        for x, y in spots[1:]:
            self.page.mouse.move(x, y, steps=4)
        self.page.mouse.up()

    def click(self, x, y, canvas=0):
        """Clicks where a person would: after the editor has drawn what lies there."""
        box = self.place(canvas)
        spot = (box["x"] + x * box["width"], box["y"] + y * box["height"])
        self.page.mouse.move(*spot, steps=4)
        self.frame.locator("body").evaluate("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))")
        self.page.mouse.click(*spot, delay=20)

    def box(self, name="Cat", start=(0.2, 0.2), end=(0.6, 0.7)):
        self.label(name)
        self.drag(start, end)
        self.frame.get_by_role("button", name="undo").or_(self.frame.locator("[aria-label=Undo]")).first.wait_for()

    def submit(self):
        self.frame.get_by_role("button", name="submit").click()

    def skip(self):
        self.frame.get_by_role("button", name="skip-task").click()


@contextlib.contextmanager
def away(server, start):
    """The server is killed, and started again on the same port at the end."""
    server.kill()
    yield
    start(port=int(server.url.rsplit(":", 1)[1]))
