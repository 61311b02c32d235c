"""A person who never saw Millrace: from the printed address to annotations in a bucket, by clicking what is named."""

import json
import re
from xml.etree import ElementTree

from playwright.sync_api import expect

from cloud_storage import CloudStorage
from labeling import Editor, png
from server import EMAIL, PASSWORD

PREVIEW = "iframe[title='Preview of the labeling interface']"


def test_from_the_address_to_annotations_in_a_bucket(start, browse, bucket, moto):
    for i in range(10):
        bucket.put(f"cats/{i}.png", png(color=(20 * i, 140, 200)))
    server = start(account=False, env=bucket.env)
    page = browse(server, email=None)
    page.watch.allow_host(moto.endpoint)

    page.goto("/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("account|sign up", re.IGNORECASE)).click()
    page.get_by_role("heading", name="Make your first project").wait_for()
    page.get_by_role("main").get_by_role("link", name="New project").last.click()

    page.get_by_role("textbox", name="Title", exact=True).fill("Cats")
    page.get_by_role("searchbox", name="Search templates").fill("boxes around")
    template = page.get_by_role("group", name="Templates").get_by_role("button").first
    template.click()
    expect(template).to_have_attribute("aria-pressed", "true")
    title = template.inner_text().split("\n")[0]
    config = page.evaluate("title => fetch('/api/templates').then(r => r.json())"
                           ".then(a => a.templates.find(t => t.title === title).config)", title)
    name = next(e.get("value") for e in ElementTree.fromstring(config).iter() if e.tag == "Label")
    page.frame_locator(PREVIEW).get_by_text(name).first.wait_for()
    page.get_by_role("radio", name="Connect a storage").check()
    page.get_by_role("button", name="Create project").click()

    page.get_by_role("heading", name="Cloud Storage", level=1).wait_for()
    project = int(re.search(r"/projects/(\d+)/", page.url).group(1))
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name=str(bucket), Prefix="cats", Regex=".*",
                 Treat_every_bucket_object_as_a_source_file=True)
    expect(page.get_by_role("article").first).to_contain_text("10 new")
    settings.add("Target", "Amazon S3", Bucket_name=str(bucket), Prefix="labels")
    expect(page.get_by_role("article").nth(1)).to_contain_text("0 pending")

    page.get_by_role("navigation", name="Project").get_by_role("link", name="Label", exact=True).click()
    editor = Editor(page)
    session = {c["name"]: c["value"] for c in page.context.cookies()}
    tasks = server.get(f"/api/tasks?project={project}&page_size=100", headers={}, cookies=session)["tasks"]
    assert len(tasks) == 10
    for task in tasks:
        editor.opens(task["id"]).box(name)
        editor.submit()
    page.get_by_text("All 10 tasks are done").wait_for()

    CloudStorage(page, project)
    page.get_by_text("10 written · 0 pending").wait_for()
    written = [key for key in bucket.keys() if key.startswith("labels/")]
    assert len(written) == 10
    for key in written:
        annotation = json.loads(bucket.read(key))
        assert annotation["result"][0]["value"]["rectanglelabels"] == [name]
