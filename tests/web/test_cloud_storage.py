"""Settings > Cloud Storage as the guide tells it, for each of the five storages, by clicking the named controls."""

import json

import pytest
from playwright.sync_api import expect

from cloud_storage import CloudStorage, annotate, make_project
from expected import compact, exported_object
from stores import AzureContainer, Directory, GoogleBucket, RedisDatabase


def s3(request, tmp_path):
    source = request.getfixturevalue("bucket")
    target = type(source)(f"{source}-labels"[-60:].lstrip("-"))
    source.client.create_bucket(Bucket=str(target))
    source.name, target.name = str(source), str(target)
    return source, target


def google(request, tmp_path):
    emulator = request.getfixturevalue("fake_gcs")
    return GoogleBucket(emulator, "web-cats"), GoogleBucket(emulator, "web-labels")


def azure(request, tmp_path):
    emulator = request.getfixturevalue("azurite")
    return AzureContainer(emulator, "web-cats"), AzureContainer(emulator, "web-labels")


def redis(request, tmp_path):
    emulator = request.getfixturevalue("redis_server")
    return RedisDatabase(emulator, "cats:", 1), RedisDatabase(emulator, "labels:", 2)


def local(request, tmp_path):
    return Directory(tmp_path / "files/cats"), Directory(tmp_path / "files/labels")


# What the guide says to select and to specify.
STORAGES = {
    "Amazon S3": (s3, "Bucket_name"),
    "Google Cloud Storage": (google, "Bucket_name"),
    "Microsoft Azure": (azure, "Container_name"),
    "Redis Database": (redis, "Path"),
    "Local Files": (local, "Absolute_local_path"),
}


@pytest.mark.parametrize("title", STORAGES)
def test_the_steps_of_the_guide(title, start, browse, axe, request, tmp_path):
    make, place = STORAGES[title]
    source, target = make(request, tmp_path)
    for i in range(3):
        source.put(f"{i}.json", compact({"text": f"cat {i}"}))
    server = start("--local-root", tmp_path / "files", env=source.env)
    project = make_project(server)
    page = browse(server)
    settings = CloudStorage(page, project)
    axe(page)

    settings.add("Source", title, **{place: source.name, "Regex": ".*"})
    card = page.get_by_role("article")
    expect(card).to_contain_text("synced")
    expect(card).to_contain_text("3 new")
    assert sorted(task["data"]["text"] for task in server.tasks(project)) == ["cat 0", "cat 1", "cat 2"]

    settings.add("Target", title, **{place: target.name})
    written = annotate(server, project)
    page.get_by_text("1 written · 0 pending").wait_for()
    assert set(target.keys()) == {str(written)}
    assert json.loads(target.read(str(written))) == json.loads(exported_object(server, written))

    source.put("3.json", compact({"text": "cat 3"}))
    card.first.get_by_role("button", name="Sync Storage").click()
    expect(card.first).to_contain_text("1 new")
    assert len(server.tasks(project)) == 4
    axe(page)


def test_pictures_of_a_new_storage_are_shown_at_once(start, browse, bucket, moto, photographs):
    name, photograph = next(iter(photographs.items()))
    bucket.put(name, photograph)
    server = start(env=bucket.env)
    project = make_project(server, '<View><Image name="image" value="$image"/></View>')
    page = browse(server)
    page.watch.allow_host(moto.endpoint)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name=str(bucket), Regex=".*", **{
        "Treat_every_bucket_object_as_a_source_file": True})
    expect(page.get_by_role("article")).to_contain_text("1 new")
    page.get_by_role("navigation", name="Project").get_by_role("link", name="Tasks").click()
    expect(page.locator("[role=row] img").first).not_to_have_js_property("naturalWidth", 0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialog_in_a_narrow_window(scheme, start, browse, axe):
    server = start()
    page = browse(server, viewport={"width": 390, "height": 800}, color_scheme=scheme)
    settings = CloudStorage(page, make_project(server))
    for title in STORAGES:
        dialog = settings.begin("Source", title)
        dialog.get_by_role("button", name="More", exact=True).click()
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, title
        settings.close()


def test_everything_by_keyboard(start, browse, tmp_path):
    files = Directory(tmp_path / "cats")
    files.put("1.json", compact({"text": "cat"}))
    server = start("--local-root", tmp_path)
    page = browse(server)
    CloudStorage(page, make_project(server))
    opener = page.get_by_role("button", name="Add Source Storage")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    chosen = dialog.get_by_role("radio", checked=True)
    chosen.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="Local Files")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type(str(files.path))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(".*")
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("article")).to_contain_text("1 new")
    expect(opener).to_be_focused()
    assert [task["data"] for task in server.tasks(server.project("Cats")["id"])] == [{"text": "cat"}]


def test_what_was_typed_stays(start, browse, s3):
    """Another storage type, a refusal and a server that is away lose nothing."""
    s3.buckets["cats"]["1.json"] = compact({"text": "cat"})
    server = start(env=s3.env)
    page = browse(server)
    page.watch.allow("400", "ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE")
    settings = CloudStorage(page, make_project(server))
    dialog = settings.begin("Source", "Amazon S3")
    dialog.get_by_label("Bucket name").fill("dogs")
    dialog.get_by_label("Regex", exact=True).fill(".*json")
    dialog.get_by_role("radio", name="Redis Database").click()
    expect(dialog.get_by_label("Regex", exact=True)).to_have_value(".*json")
    dialog.get_by_role("radio", name="Amazon S3").click()
    expect(dialog.get_by_label("Bucket name")).to_have_value("dogs")

    dialog.get_by_role("button", name="Add Storage").click()
    refusal = dialog.get_by_role("alert").filter(has_text="The storage was not added")
    expect(refusal).to_contain_text("dogs")
    server.stop()
    dialog.get_by_role("button", name="Add Storage").click()
    expect(refusal).to_contain_text("does not answer")
    expect(dialog.get_by_label("Bucket name")).to_have_value("dogs")

    page.keyboard.press("Escape")
    dialog.get_by_text("What you typed is not saved.").wait_for()
    dialog.get_by_role("button", name="Keep typing").click()
    expect(dialog.get_by_label("Bucket name")).to_have_value("dogs")
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Discard it").click()
    expect(dialog).to_be_hidden()
