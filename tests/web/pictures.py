"""Takes the pictures of the web app in docs/images: python tests/web/pictures.py [DIRECTORY]

A team's projects on the real program, their buckets in tests/stub, everything that a person does done with mouse and
keyboard. Needs what `./test web` leaves in build/release (MILLRACE_BINARY names another build), the Python of the
tests, build/test-venv, and the model server in build/ml-venv (or MILLRACE_ML_VENV).
"""

import io
import pathlib
import re
import sys
import tempfile
import time

from PIL import Image
from playwright.sync_api import expect, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(pathlib.Path(__file__).parent), str(ROOT / "tests/e2e")]

from browser import CHROMIUM, OPTIONS, Watch, sign_in  # noqa: E402
from cloud_storage import CloudStorage, fill  # noqa: E402
from expected import compact  # noqa: E402
from labeling import Editor  # noqa: E402
from model_server import ModelServer  # noqa: E402
from peers import Stub  # noqa: E402
from receiver import Receiver  # noqa: E402
from server import EMAIL, PASSWORD, Server, s3_environment, wait_until  # noqa: E402
from team import LABELED, OBJECTS, REVIEWS, THINGS, Team, box, fill_buckets, mood, text_project  # noqa: E402

SIZE = {"width": 1280, "height": 800}


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


def take_data_manager(server, team, project, page, camera):
    """A tab of two filters, and what is exported of it."""
    def tab(title, ordering, *filters):
        items = [{"filter": f"filter:tasks:{column}", "operator": operator, "type": kind, "value": value}
                 for column, operator, kind, value in filters]
        return server.post("/api/dm/views", {"project": project, "data": {
            "title": title, "ordering": [ordering], "filters": {"conjunction": "and", "items": items}}})["id"]

    tab("All photos", "tasks:id")
    by_ann = tab("Labeled by Ann", "-tasks:completed_at", ("annotators", "contains", "List", team.accounts[0]),
                 ("total_annotations", "greater_or_equal", "Number", 1))
    tab("To do", "tasks:id", ("total_annotations", "equal", "Number", 0))
    page.goto(f"/projects/{project}/data?tab={by_ann}")
    page.get_by_role("grid", name="Tasks").locator("img").first.wait_for()
    page.get_by_role("button", name="Annotated by is Ann Ferro", exact=True).wait_for()
    camera.take("data-manager")

    page.get_by_role("button", name="Export").click()
    dialog = page.get_by_role("dialog", name="Export")
    dialog.get_by_role("tab", name="Snapshots").click()
    for title, scope in (("First training", "All tasks of the project"),
                         ("Ann's, checked", "Tasks of the tab “Labeled by Ann”")):
        dialog.get_by_role("button", name="New snapshot").click()
        dialog.get_by_label("Title").fill(title)
        dialog.get_by_label("Of which").select_option(scope)
        dialog.get_by_role("button", name="Make the snapshot").click()
        card = dialog.get_by_role("article", name=title)
        expect(card).to_contain_text("ready")
    for name in ("YOLO", "COCO"):
        card.get_by_role("button", name="Convert", exact=True).click()
        form = dialog.get_by_role("form", name=f"Convert {title}")
        form.get_by_label("Format").select_option(name)
        form.get_by_role("button", name="Convert").click()
        card.get_by_role("button", name=f"Download {name}", exact=True).wait_for()
    camera.take("exports")


def take_webhooks(server, project, page, camera):
    """One receiver takes everything, one is away."""
    with Receiver(lambda path, _: 503 if path == "/crm" else 200) as receiver:
        for path, actions in (("training", ["ANNOTATION_CREATED", "ANNOTATION_UPDATED"]), ("crm", ["TASKS_CREATED"])):
            server.post("/api/webhooks", {"url": f"{receiver.url}/{path}", "project": project, "actions": actions,
                                          "send_for_all_actions": False})
        task = server.post("/api/tasks", {"project": project, "data": {"text": REVIEWS[0]}})["id"]
        for name in ("Positive", "Neutral"):
            server.post(f"/api/tasks/{task}/annotations", {"result": mood(name)})
        wait_until(lambda: len(receiver.told("/training")) == 2 and receiver.told("/crm"))
        page.goto(f"/projects/{project}/settings/webhooks")
        card = page.get_by_role("article", name=f"{receiver.url}/crm")
        card.get_by_text("1 event waiting").wait_for()
        camera.take("webhooks")


def take_models(server, model, project, page, camera):
    server.post("/api/ml", {"project": project, "url": model.url, "title": "Moods, small"})
    page.goto(f"/projects/{project}/settings/ml")
    card = page.get_by_role("article", name="Moods, small")
    card.get_by_role("button", name="Get predictions").click()
    expect(card).to_contain_text("Predictions: done", timeout=60_000)
    camera.take("models")


def take_all(server, stub, model, page, camera):
    account = server.get("/api/current-user/whoami")["id"]
    server.request("PATCH", f"/api/users/{account}", json={"first_name": "Mara", "last_name": "Linde"}, expect=200)
    team = Team(server)
    text_project(server, team, 180, 143, title="Shop reviews", color="#3c8c5a",
                 description="Is the customer happy? One choice for each review.")
    text_project(server, team, 60, 60, title="Support letters, spring", color="#7a4fb0",
                 description="Done; waits for the summary.")
    messages, labeled = text_project(server, team, 240, 31, title="Chat messages", color="#ecb028",
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
    take_data_manager(server, team, project, page, camera)
    take_webhooks(server, messages, page, camera)
    take_models(server, model, messages, page, camera)
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
        stub, model = Stub(scratch), ModelServer(scratch / "model")
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
            take_all(server, stub, model, page, Camera(page, folder))
        finally:
            chromium.close()
            server.stop()
            stub.stop()
            model.program.stop()


if __name__ == "__main__":
    main()
