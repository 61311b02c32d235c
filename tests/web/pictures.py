"""Takes the pictures of the web app in docs/images: python tests/web/pictures.py [DIRECTORY]

A team's projects on the real program, their buckets in tests/stub, everything that a person does done with mouse and
keyboard. Needs what `./test web` leaves in build/release (MILLRACE_BINARY names another build) and the Python of the
tests, build/test-venv. The photographs are those of scikit-image that are in the public domain or CC0.
"""

import io
import json
import pathlib
import random
import re
import sys
import tempfile
import time

import requests
from PIL import Image, ImageOps
from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(pathlib.Path(__file__).parent), str(ROOT / "tests/e2e")]

from browser import CHROMIUM, OPTIONS, Watch, sign_in  # noqa: E402
from cloud_storage import CloudStorage, fill  # noqa: E402
from expected import compact  # noqa: E402
from fixtures import package_directory  # noqa: E402
from labeling import Editor  # noqa: E402
from peers import Stub  # noqa: E402
from server import EMAIL, PASSWORD, Server, s3_environment, submit  # noqa: E402

SIZE = {"width": 1280, "height": 800}
PEOPLE = [("Ann", "Ferro"), ("Jun", "Mori"), ("Lena", "Vogt")]
OBJECTS = """<View>
  <Image name="photo" value="$image" zoom="true"/>
  <RectangleLabels name="object" toName="photo" strokeWidth="3">
    <Label value="Cup" background="#2e66b2"/>
    <Label value="Saucer" background="#3c8c5a"/>
    <Label value="Spoon" background="#ecb028"/>
    <Label value="Cat" background="#7a4fb0"/>
    <Label value="Rocket" background="#c83c32"/>
  </RectangleLabels>
</View>"""
MOODS = """<View>
  <Text name="review" value="$text"/>
  <Choices name="mood" toName="review" choice="single">
    <Choice value="Positive"/>
    <Choice value="Neutral"/>
    <Choice value="Negative"/>
  </Choices>
</View>"""
REVIEWS = ["Arrived two days early and works as described.", "The lid does not close any more after a week.",
           "Good for the price.", "Support answered within an hour, thank you!", "Wrong colour, but I kept it."]
# The photograph that is labeled, a whole one, and where its things are, in parts of it.
LABELED = 34
THINGS = [("Spoon", (0.535, 0.56), (0.685, 0.83)), ("Cup", (0.28, 0.03), (0.695, 0.78)),
          ("Saucer", (0.12, 0.16), (0.805, 0.975))]


def photographs():
    """A day of a camera: whole photographs and parts of them, newest last."""
    folder = package_directory("skimage") / "data"
    chance = random.Random(7)
    whole = [Image.open(folder / name).convert("RGB")
             for name in ("chelsea.png", "coffee.png", "rocket.jpg")]
    shots = []
    for number in range(64):
        picture = whole[number % len(whole)]
        if number != LABELED:
            part = chance.uniform(0.6, 0.95)
            width, height = int(picture.width * part), int(picture.height * part)
            left, top = chance.randint(0, picture.width - width), chance.randint(0, picture.height - height)
            picture = picture.crop((left, top, left + width, top + height))
            picture = ImageOps.mirror(picture) if chance.random() < 0.5 else picture
        body = io.BytesIO()
        picture.save(body, "JPEG", quality=88)
        shots.append((f"photos/cam-0{number % 4 + 1}/03{2 + number // 8:02}-{1000 + number * 7}.jpg",
                      body.getvalue()))
    return shots


class Team:
    """Accounts with names, who annotate over REST as the browser would."""

    def __init__(self, server):
        self.server = server
        self.sessions = []
        for first, last in PEOPLE:
            email = f"{first.lower()}@example.com"
            server.post("/api/v1/accounts", {"email": email, "password": PASSWORD, "role": "manager",
                                             "first_name": first, "last_name": last})
            session = requests.Session()
            assert submit(session, server.url + "/user/login/", email=email, password=PASSWORD).status_code == 302
            self.sessions.append(session)
        self.chance = random.Random(3)

    def annotate(self, task, result):
        session = self.chance.choice(self.sessions)
        answer = session.post(f"{self.server.url}/api/tasks/{task}/annotations",
                              json={"result": result, "lead_time": round(self.chance.uniform(6, 40), 1)}, timeout=30)
        assert answer.status_code == 201, answer.text[:500]
        return answer.json()["id"]


def box(label, start, end):
    return {"type": "rectanglelabels", "from_name": "object", "to_name": "photo", "original_width": 600,
            "original_height": 400, "value": {"x": start[0] * 100, "y": start[1] * 100, "rotation": 0,
            "width": (end[0] - start[0]) * 100, "height": (end[1] - start[1]) * 100, "rectanglelabels": [label]}}


def mood(name):
    return [{"type": "choices", "from_name": "mood", "to_name": "review", "value": {"choices": [name]}}]


def text_project(server, team, tasks, done, **settings):
    project = server.post("/api/projects", {"label_config": MOODS, **settings})["id"]
    data = [{"data": {"text": REVIEWS[i % len(REVIEWS)]}} for i in range(tasks)]
    ids = server.post(f"/api/projects/{project}/import?return_task_ids=1", data)["task_ids"]
    return [team.annotate(task, mood("Positive")) for task in ids[:done]]


def fill_buckets(stub):
    for bucket in ("field-photos", "partner-tasks", "field-labels"):
        stub.make_bucket(bucket)
    for key, body in photographs():
        stub.put("field-photos", key, body)
    stub.put("field-photos", "photos/readme.txt", b"Cameras 1 to 4, north side.")
    stub.fill("field-photos", "photos/raw/", 24_000, "")
    for i in range(5):
        stub.put("partner-tasks", f"{i:04}.json", compact({"image": "s3://field-photos/" + photographs()[i][0]}))
    stub.put("partner-tasks", "0005.json", b'{"image": "s3://field-photos/photos/cam')
    stub.put("partner-tasks", "0006.json", b"")


def connect(page, stub, settings):
    """Connects the buckets by clicking; takes the dialog on the way."""
    dialog = settings.begin("Source", "Amazon S3")
    fill(dialog, "Bucket name", "field-photos")
    fill(dialog, "Prefix", "photos/")
    fill(dialog, "Regex", ".*\\.jpg")
    fill(dialog, "Treat every bucket object as a source file", True)
    dialog.get_by_role("button", name="Check connection").click()
    expect(dialog.get_by_role("button", name="Check connection")).to_be_enabled()
    dialog.get_by_text(re.compile(r"^64 of .* objects match")).wait_for()
    yield "check-connection"
    dialog.get_by_role("img").last.scroll_into_view_if_needed()
    yield "add-source-storage"
    dialog.get_by_role("button", name="Add Storage").click()
    expect(dialog).to_be_hidden()
    expect(settings.card("s3://field-photos")).to_contain_text("64 new", timeout=60_000)
    settings.add("Source", "Amazon S3", Bucket_name="partner-tasks", Regex=".*\\.json")
    expect(settings.card("s3://partner-tasks")).to_contain_text("2 failed")
    settings.add("Target", "Amazon S3", Bucket_name="field-labels")


class Camera:
    def __init__(self, page, folder):
        self.page, self.folder = page, folder

    def take(self, name):
        self.page.mouse.move(5, 795)
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(600)  # for pictures in it and movements to end
        picture = Image.open(io.BytesIO(self.page.screenshot()))
        file = self.folder / f"{name}.webp"
        picture.save(file, "WEBP", quality=88, method=6)
        assert file.stat().st_size < 300_000, file
        print(f"{file}  {file.stat().st_size // 1024} KiB")


def take_all(server, stub, page, camera):
    account = server.get("/api/current-user/whoami")["id"]
    server.request("PATCH", f"/api/users/{account}", json={"first_name": "Mara", "last_name": "Linde"}, expect=200)
    team = Team(server)
    text_project(server, team, 180, 143, title="Shop reviews", color="#3c8c5a",
                 description="Is the customer happy? One choice for each review.")
    text_project(server, team, 60, 60, title="Support letters, spring", color="#7a4fb0",
                 description="Done; waits for the summary.")
    labeled = text_project(server, team, 240, 31, title="Chat messages", color="#ecb028",
                           description="Tone of the first message.")
    project = server.post("/api/projects", {
        "title": "Objects in photos", "label_config": OBJECTS, "color": "#2e66b2",
        "description": "A box around each thing that has a name."})["id"]

    # Where the next annotations go, somebody else has written already.
    for ahead in (2, 5, 6):
        stub.put("field-labels", str(labeled[-1] + ahead), compact({"reviewed": True, "by": "an older script"}))

    settings = CloudStorage(page, project)
    for name in connect(page, stub, settings):
        camera.take(name)
    tasks = server.tasks(project)
    open_task = next(t["id"] for t in tasks if t["data"]["image"].endswith(f"-{1000 + LABELED * 7}.jpg"))
    # The queue goes by number, so it comes to that one next.
    for task in sorted(t["id"] for t in tasks if t["id"] < open_task):
        team.annotate(task, [box("Cup", (0.2, 0.3), (0.5, 0.7))])

    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(open_task)
    for label, start, end in THINGS:
        editor.box(label, start, end)
    editor.says("Saved just now")
    camera.take("labeling")

    page.clock.set_fixed_time(time.time() + 2 * 3600)  # or all would be "just now"
    page.goto("/projects")
    page.get_by_role("link", name="Objects in photos", exact=True).wait_for()
    camera.take("projects")
    page.goto(f"/projects/{project}/data")
    page.get_by_role("grid", name="Tasks").locator("img").first.wait_for()
    camera.take("data-manager")
    page.clock.set_system_time(time.time())
    page.goto(f"/projects/{project}/settings/labeling")
    page.get_by_role("textbox", name="Label config").wait_for()
    page.get_by_text("Task of this project").click()
    page.frame_locator("iframe").get_by_text("Saucer").first.wait_for()
    camera.take("labeling-interface")

    CloudStorage(page, project)
    settings.card("s3://partner-tasks").get_by_role("button", name="Sync Storage").click()
    stub.fault(op="list", kind="stall", ms=700)
    settings.card("s3://field-photos").get_by_role("button", name="Sync Storage").click()
    expect(settings.card("s3://field-photos")).to_contain_text(re.compile(r"listing [3-9]\d %.*left"), timeout=30_000)
    camera.take("cloud-storage")
    stub.clear_faults()
    assert not page.watch.problems(), page.watch.problems()


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "docs/images")
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        scratch = pathlib.Path(scratch)
        stub = Stub(scratch)
        server = Server(scratch / "data", env=s3_environment(stub.endpoint) |
                        {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"})
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            stub.allow_pages_of("*")
            fill_buckets(stub)
            context = chromium.new_context(base_url=server.url, viewport=SIZE, color_scheme="light")
            sign_in(context, server, EMAIL, PASSWORD)
            page = context.new_page()
            page.watch = Watch(context, server)
            page.watch.allow_host(stub.endpoint)
            take_all(server, stub, page, Camera(page, folder))
        finally:
            chromium.close()
            server.stop()
            stub.stop()


if __name__ == "__main__":
    main()
