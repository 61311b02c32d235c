"""Files of tasks in a real browser: from the bucket's own address, refused, and hostile."""

import json
import re

import labeling
import pytest
import requests
from labeling import BOXES, SAMPLES, Editor
from playwright.sync_api import expect

from expected import exported_object
from peers import Stub, boto
from server import s3_environment, wait_until

AUDIO = """<View><Labels name="l" toName="audio"><Label value="Bell"/></Labels>
  <Audio name="audio" value="$audio"/></View>"""


def sourced(server, config, bucket, **settings):
    """A project whose tasks are the files of a bucket, which browsers load from there. Returns its id and its tasks'."""
    project = server.post("/api/projects/", {"title": "Labeled", "label_config": config})["id"]
    source = server.post("/api/storages/s3/", {"project": project, "bucket": bucket, "use_blob_urls": True,
                                               "presign": True, "regex_filter": ".*"} | settings)
    server.request("POST", f"/api/storages/s3/{source['id']}/sync", expect=200)
    wait_until(lambda: server.tasks(project))
    return project, [task["id"] for task in server.tasks(project)]


def trouble(page, field):
    return page.get_by_role("alert").filter(has_text=f'"{field}" could not be loaded')


def test_a_picture_from_its_bucket_is_labeled(start, browse, bucket):
    bucket.put("cats/1.png", labeling.png())
    target = type(bucket)("labels-of-pictures")
    target.client.create_bucket(Bucket=str(target))
    server = start(env=bucket.env)
    project, [task] = sourced(server, BOXES, str(bucket), prefix="cats")
    server.post("/api/storages/export/s3/", {"project": project, "bucket": str(target)})
    page = browse(server)
    store = bucket.env["AWS_ENDPOINT_URL_S3"]
    page.watch.allow_host(store)
    loaded = []
    page.on("response", lambda r: loaded.append((r.status, r.request.resource_type)) if r.url.startswith(store) else None)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(task)
    editor.box("Cat", (0.2, 0.2), (0.6, 0.7))
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    assert (200, "image") in loaded
    [annotation] = labeling.annotations(server, task)
    [region] = annotation["result"]
    assert (region["original_width"], region["original_height"]) == (400, 300)
    for name, wanted in (("x", 20), ("y", 20), ("width", 40), ("height", 50)):
        assert region["value"][name] == pytest.approx(wanted, abs=1)
    wait_until(lambda: str(annotation["id"]) in target.keys())
    assert target.keys() == [str(annotation["id"])]
    written = json.loads(target.read(str(annotation["id"])))
    assert written == json.loads(exported_object(server, annotation["id"]))
    assert written["result"] == annotation["result"]
    assert written["task"]["data"] == {"image": f"s3://{bucket}/cats/1.png"}


def test_the_preview_shows_a_picture_from_its_bucket(start, browse, bucket):
    bucket.put("cats/1.png", labeling.png())
    server = start(env=bucket.env)
    project, [_task] = sourced(server, BOXES, str(bucket), prefix="cats")
    page = browse(server)
    store = bucket.env["AWS_ENDPOINT_URL_S3"]
    page.watch.allow_host(store)
    page.goto(f"/projects/{project}/settings/labeling")
    page.frame_locator("iframe").get_by_text("Cat").first.wait_for()
    # The example's frame, which may not load this picture, must not be asked to show it.
    with page.expect_response(lambda response: response.url.startswith(store)) as loaded:
        page.get_by_text("Task of this project").click()
    assert loaded.value.status == 200


@pytest.fixture
def cors(stub):
    """cors(origin) lets pages of that origin read the stub's objects; "" ends that."""
    return lambda origin: stub.session.get(stub.endpoint + "/_mode", params={"cors": origin}, timeout=10).raise_for_status()


def test_a_sound_from_its_bucket_needs_cors_and_says_so(start, browse, stub, cors):
    stub.put("cats", "bell.wav", (SAMPLES / "bell.wav").read_bytes())
    server = start(env=stub.env)
    project, [task] = sourced(server, AUDIO, "cats")
    page = browse(server)
    page.watch.allow_host(stub.endpoint)
    page.watch.allow("CORS policy", "ERR_FAILED", "An audio loading error")
    page.goto(f"/projects/{project}/label")
    alert = trouble(page, "audio")
    alert.get_by_text("s3://cats/bell.wav").wait_for()
    alert.get_by_text(f"Allow the origin {server.url} in the bucket's CORS settings").wait_for()
    alert.get_by_role("link", name="Cloud Storage settings").wait_for()

    cors(server.url)
    page.wait_for_timeout(1100)  # links of the same second are the same, and the browser has that answer
    alert.get_by_role("button", name="Try again").click()
    editor = Editor(page).opens(task)
    expect(trouble(page, "audio")).to_have_count(0)
    editor.frame.get_by_test_id("playback-button:play").click()  # the editor gives it no name
    editor.frame.get_by_test_id("playback-button:pause").wait_for()


@pytest.mark.parametrize("allowed", [False, True], ids=["without-cors", "with-cors"])
@pytest.mark.parametrize("status, words", [(404, 'There is no object "1.png" in bucket "cats"'), (403, "403 while reading .* Add `s3:GetObject` on")],
                         ids=["404", "403"])
def test_a_refused_picture_says_which_and_why(start, browse, stub, cors, status, words, allowed):
    stub.put("cats", "1.png", labeling.png())
    server = start(env=stub.env)
    project, _ = sourced(server, BOXES, "cats")
    cors(server.url if allowed else "")
    for operation in ("get", "head"):
        stub.fault(op=operation, kind=status)
    page = browse(server)
    page.watch.allow_host(stub.endpoint)
    page.watch.allow("Failed to load resource", "CORS policy")
    page.goto(f"/projects/{project}/label")
    alert = trouble(page, "image")
    alert.get_by_text("s3://cats/1.png", exact=True).wait_for()
    alert.get_by_text(re.compile(words)).wait_for()
    expect(alert).not_to_contain_text("CORS")
    alert.get_by_role("button", name="Try again").wait_for()
    stub.clear_faults()
    alert.get_by_role("button", name="Try again").click()
    expect(trouble(page, "image")).to_have_count(0)


def test_an_expired_link_in_a_task_says_when_it_ended(start, browse, tmp_path):
    """Of a bucket that checks signatures."""
    store = Stub(tmp_path, "--bucket", "cats", "--access-key", "AKIDEXAMPLE", "--secret-key", "secret-example")
    try:
        client = boto(store.endpoint, signature_version="s3v4")
        client.put_object(Bucket="cats", Key="1.png", Body=labeling.png())
        link = client.generate_presigned_url("get_object", {"Bucket": "cats", "Key": "1.png"}, ExpiresIn=1)
        wait_until(lambda: requests.get(link, timeout=10).status_code == 403)
        server = start(env=s3_environment(store.endpoint))
        project, _ = labeling.project(server, BOXES, [{"image": link}])
        server.post("/api/storages/s3/", {"project": project, "bucket": "cats", "use_blob_urls": True, "presign": True})
        page = browse(server)
        page.watch.allow_host(store.endpoint)
        page.watch.allow("403", "CORS policy", "ERR_FAILED")
        page.goto(f"/projects/{project}/label")
        alert = trouble(page, "image")
        alert.get_by_text("The link to this file in the task's data expired on").wait_for()
        alert.get_by_text("Connect the storage to the project").wait_for()
    finally:
        store.stop()


# Each of these, run, leaves its mark or opens a dialog; both reach the test whatever window it ran in.
SCRIPT = "try { top.hacked = 1 } catch {} try { opener.hacked = 1 } catch {} window.hacked = 1; alert('hacked')"
SVG = f"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300" onload="{SCRIPT}">
  <script>{SCRIPT}</script><rect width="400" height="300" fill="#5a8cc8"/>
  <image href="x" onerror="{SCRIPT}"/>
  <foreignObject width="100" height="50"><p xmlns="http://www.w3.org/1999/xhtml">A picture</p>
    <iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="&lt;script&gt;top.hacked = 1&lt;/script&gt;"></iframe></foreignObject>
</svg>"""
HTML = f"""<!DOCTYPE html><title>Page</title><p>A page</p><script>{SCRIPT}</script>
<body onload="{SCRIPT}"><img src="x" onerror="{SCRIPT}"></body>"""


@pytest.fixture
def harmless():
    """harmless(page) asserts that no script ran in any of its frames; dialogs count from listen(page) on."""
    dialogs = []

    class Check:
        def listen(self, page):
            page.watch.allow("Content Security Policy", "sandboxed", "404")

            def seen(dialog):
                dialogs.append(dialog.message)
                dialog.dismiss()
            page.on("dialog", seen)

        def __call__(self, page):
            page.wait_for_load_state("load")
            for frame in page.frames:
                assert frame.evaluate("window.hacked") is None, frame.url
            assert not dialogs

    return Check()


def uploaded(server, name, content):
    """The address of a file that somebody uploads, and its project's id and task's."""
    project = server.post("/api/projects/", {"title": "Hostile", "label_config": BOXES})["id"]
    answer = server.request("POST", f"/api/projects/{project}/import?return_task_ids=1", expect=201,
                            files={name: content}).json()
    [task] = answer["task_ids"]
    return project, task, server.tasks(project)[0]["data"]["image"]


def test_a_hostile_picture_is_shown_and_runs_nothing(server, page, harmless):
    project, task, _ = uploaded(server, "hostile.svg", SVG)
    harmless.listen(page)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(task)
    editor.box()
    harmless(page)
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    assert labeling.result(server, task)[0]["original_width"] == 400


def test_a_hostile_picture_opened_by_its_address_runs_nothing(server, page, harmless):
    _, _, address = uploaded(server, "hostile.svg", SVG)
    harmless.listen(page)
    page.goto(address)
    assert page.evaluate("document.documentElement.localName") == "svg"
    harmless(page)
    assert page.evaluate("origin") == "null"  # nothing of the person's session is within its reach


@pytest.mark.parametrize("presign", [True, False], ids=["from-the-bucket", "through-the-server"])
def test_a_hostile_picture_of_a_bucket_is_shown_and_runs_nothing(start, browse, bucket, harmless, presign):
    bucket.client.put_object(Bucket=str(bucket), Key="hostile.svg", Body=SVG, ContentType="image/svg+xml")
    server = start(env=bucket.env)
    project, [task] = sourced(server, BOXES, str(bucket), presign=presign)
    page = browse(server)
    page.watch.allow_host(bucket.env["AWS_ENDPOINT_URL_S3"])
    harmless.listen(page)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(task)
    editor.box()
    harmless(page)
    editor.submit()
    page.get_by_role("heading", name="The only task is done").wait_for()
    assert labeling.result(server, task)[0]["original_width"] == 400
    if not presign:
        # Opened by its address it comes from the server's own origin.
        page.goto(server.get(f"/api/tasks/{task}?resolve_uri=true")["data"]["image"])
        assert page.evaluate("document.documentElement.localName") == "svg"
        harmless(page)
        assert page.evaluate("origin") == "null"


@pytest.mark.parametrize("kind", ["HyperText", "Text"])
@pytest.mark.parametrize("html", [SVG, HTML], ids=["SVG", "HTML"])
def test_hostile_html_in_a_task_runs_nothing(server, page, harmless, kind, html):
    config = f"""<View><{kind} name="t" value="$t"/>
      <Labels name="l" toName="t"><Label value="Name"/></Labels></View>"""
    project, [task] = labeling.project(server, config, [{"t": html}])
    harmless.listen(page)
    page.goto(f"/projects/{project}/label")
    editor = Editor(page).opens(task)
    place = editor.frame.locator("iframe").first.content_frame if kind == "HyperText" else editor.frame
    place.get_by_text("A page" if html == HTML else "A picture").first.wait_for()
    harmless(page)


def test_an_uploaded_page_opened_by_its_address_runs_nothing(server, page, harmless):
    """As a file to keep; shown in a window all the same, it runs nothing either."""
    project, _, _ = uploaded(server, "hostile.html", HTML)
    [file] = server.get(f"/api/projects/{project}/file-uploads?all=true")
    address = "/data/" + file["file"]
    harmless.listen(page)
    page.goto("/projects")
    with page.expect_download():
        page.evaluate("address => { window.open(address) }", address)
    harmless(page)
    page.route("**/data/upload/**", shown)
    page.goto(address)
    page.get_by_text("A page").wait_for()
    harmless(page)


def shown(route):
    """The answer as a browser treats it that shows what it should keep."""
    answer = route.fetch()
    headers = {k: v for k, v in answer.headers.items() if k.lower() != "content-disposition"}
    route.fulfill(response=answer, headers=headers | {"content-type": "text/html"})
