"""Settings > Cloud Storage where something needs a look or a decision: checks, previews, failures, conflicts."""

import json
import re

from playwright.sync_api import expect

from cloud_storage import CloudStorage, annotate, fill, make_project
from expected import PICTURE_CONFIG, compact
from scripted_s3 import denied
from server import wait_until
from stores import Directory


def test_the_check_names_what_is_broken_and_the_fix(start, browse, axe, s3):
    s3.buckets["cats"]["1.json"] = compact({"text": "cat"})
    s3.refuse = lambda operation, bucket, key, handler: denied() if operation == "get" else None
    server = start(env=s3.env)
    page = browse(server)
    settings = CloudStorage(page, make_project(server))
    dialog = settings.begin("Source", "Amazon S3")
    fill(dialog, "Bucket name", "cats")
    fill(dialog, "Regex", ".*")
    dialog.get_by_role("button", name="Check connection").click()
    checks = dialog.get_by_role("list", name="Checks")
    expect(dialog.get_by_text("1 check failed.")).to_be_visible()
    broken = checks.get_by_role("listitem").filter(has_text="failed")
    expect(broken).to_contain_text("s3:GetObject")
    fix = broken.get_by_role("textbox")
    assert "arn:aws:s3:::cats" in json.dumps(json.loads(fix.input_value()))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    broken.get_by_role("button", name=re.compile("^Copy")).click()
    broken.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == fix.input_value()
    axe(page)


def test_the_preview_explains_the_regex(start, browse, axe, stub, photographs):
    for name, body in photographs.items():
        stub.put("cats", f"raw/{name}", body)
    stub.put("cats", "raw/readme.txt", b"not a picture")
    server = start(env=stub.env)
    page = browse(server)
    settings = CloudStorage(page, make_project(server, PICTURE_CONFIG))
    dialog = settings.begin("Source", "Amazon S3")
    fill(dialog, "Bucket name", "cats")
    whole = len(photographs) + 1
    dialog.get_by_text(f"0 of {whole} objects match: an empty regex skips everything.").wait_for()
    dialog.get_by_role("button", name="Use .*").click()
    expect(dialog.get_by_label("Regex", exact=True)).to_have_value(".*")
    dialog.get_by_text(re.compile(rf"^{whole} of {whole} objects match")).wait_for()

    fill(dialog, "Regex", ".*\\.(jpg|png)")
    fill(dialog, "Treat every bucket object as a source file", True)
    dialog.get_by_text(re.compile(rf"^{whole - 1} of {whole} objects match")).wait_for()
    row = dialog.get_by_role("row").filter(has_text="raw/readme.txt")
    expect(row).to_contain_text("the regex does not match")
    picture = dialog.get_by_role("img", name=f"raw/{min(photographs)}")
    wait_until(lambda: picture.evaluate("element => element.complete && element.naturalWidth > 0"))
    axe(page)
    fill(dialog, "Regex", "(")
    expect(dialog.get_by_role("alert")).to_contain_text("regex", ignore_case=True)
    page.watch.allow("400")


def test_a_sync_is_seen_moving_and_can_be_cancelled(start, browse, stub):
    stub.fill("cats", "raw/", 40_000, "{}")
    stub.fault(op="list", kind="stall", ms=400)
    server = start(env=stub.env)
    project = make_project(server, PICTURE_CONFIG)
    page = browse(server)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name="cats", Regex=".*",
                 Treat_every_bucket_object_as_a_source_file=True)
    card = settings.card("s3://cats")

    def shown():
        found = re.search(r"listing, ([\d,]+) objects", card.inner_text())
        return int(found[1].replace(",", "")) if found else 0

    expect(card).to_contain_text(re.compile(r"listing, [1-9]"))
    before = shown()
    wait_until(lambda: shown() > before)
    expect(card).to_contain_text(re.compile(r"[1-9][\d,]* objects/s"))
    card.get_by_role("button", name="Cancel").click()
    expect(card.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(card).to_contain_text("The sync was stopped.")
    settings.choose("s3://cats", "History")
    last = page.get_by_role("dialog").get_by_role("row").nth(1)
    expect(last).to_contain_text("admin@example.com")
    expect(last).to_contain_text("stopped: ")


def test_failed_objects_are_listed_retried_and_ignored(start, browse, axe, stub):
    stub.put("cats", "good.json", compact({"text": "cat"}))
    for name in ("bad.json", "worse.json"):
        stub.put("cats", name, b'{"text": ')
    server = start(env=stub.env)
    project = make_project(server)
    page = browse(server)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name="cats", Regex=".*")
    card = settings.card("s3://cats")
    card.get_by_role("button", name="2 failed").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row").filter(has_text="bad.json")).to_contain_text("is not JSON")
    axe(page)

    stub.put("cats", "bad.json", compact({"text": "another cat"}))
    row = dialog.get_by_role("row").filter(has_text="bad.json")
    row.get_by_role("button", name="Retry").click()
    expect(row).to_be_hidden()
    assert len(server.tasks(project)) == 2
    row = dialog.get_by_role("row").filter(has_text="worse.json")
    row.get_by_role("button", name="Ignore").click()
    expect(row).to_be_hidden()
    settings.close()
    card.get_by_role("button", name="1 ignored").click()
    dialog.get_by_role("button", name="Count it again: worse.json").click()
    dialog.get_by_text("No object is ignored.").wait_for()
    settings.close()
    card.get_by_role("button", name="1 failed").wait_for()


def test_conflicts_are_compared_and_resolved(start, browse, axe, stub):
    for i in range(3):
        stub.put("cats", f"{i}.json", compact({"text": f"cat {i}"}))
    for name in range(1, 20):
        stub.put("labels", str(name), compact({"written by": "someone else"}))
    server = start(env=stub.env)
    project = make_project(server)
    page = browse(server)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name="cats", Regex=".*")
    expect(settings.card("s3://cats")).to_contain_text("3 new")
    settings.add("Target", "Amazon S3", Bucket_name="labels")
    ids = [annotate(server, project) for _ in range(3)]
    settings.card("s3://labels").get_by_role("button", name="3 conflicts").click()
    dialog = page.get_by_role("dialog")
    comparison = dialog.get_by_role("region", name="Comparison of both sides")
    expect(comparison).to_contain_text("someone else")
    expect(comparison).to_contain_text("Größe → ok")
    axe(page)

    dialog.get_by_role("button", name="Overwrite", exact=True).click()
    dialog.get_by_text("2 objects in the target").wait_for()
    dialog.get_by_role("button", name="Keep theirs all").click()
    dialog.get_by_text("No conflict is left").wait_for()
    settings.close()
    expect(settings.card("s3://labels")).to_contain_text("1 written")
    bodies = [json.loads(stub.get("labels", str(i))) for i in ids]
    assert bodies.count({"written by": "someone else"}) == 2
    assert sum(body.get("id") == i for body, i in zip(bodies, ids, strict=True)) == 1


def test_verify_finds_and_repairs_what_is_missing(start, browse, stub):
    stub.put("cats", "1.json", compact({"text": "cat"}))
    server = start(env=stub.env)
    project = make_project(server)
    page = browse(server)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name="cats", Regex=".*")
    expect(settings.card("s3://cats")).to_contain_text("1 new")
    settings.add("Target", "Amazon S3", Bucket_name="labels")
    written = str(annotate(server, project))
    card = settings.card("s3://labels")
    expect(card).to_contain_text("1 written")
    stub._call("DELETE", f"/labels/{written}")
    card.get_by_role("button", name="Verify").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 missing")
    dialog.get_by_role("button", name="Repair 1 difference").click()
    wait_until(lambda: written in stub.keys("labels"))


def test_many_vanished_objects_wait_for_a_yes(start, browse, axe, tmp_path):
    files = Directory(tmp_path / "cats")
    for i in range(120):
        files.put(f"{i}.json", compact({"text": f"cat {i}"}))
    server = start("--local-root", tmp_path)
    project = make_project(server)
    source = server.post("/api/v1/storages", {
        "project": project, "role": "source", "kind": "local",
        "params": {"path": str(files.path), "regex_filter": ".*", "on_delete": "delete"}})["storage"]
    server.sync(source)
    for i in range(110):
        (files.path / f"{i}.json").unlink()
    page = browse(server)
    CloudStorage(page, project)
    card = page.get_by_role("article")
    card.get_by_role("button", name="Sync Storage").click()
    card.get_by_text("110 objects are no longer in the bucket.").wait_for()
    assert len(server.tasks(project)) == 120
    axe(page)
    card.get_by_role("button", name="They are really gone").click()
    page.get_by_role("dialog").get_by_role("button", name="Sync and take them as gone").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(card).to_contain_text("110 gone")
    expect(card.get_by_role("button", name="They are really gone")).to_have_count(0)
    assert {task["data"]["text"] for task in server.tasks(project)} == {f"cat {i}" for i in range(110, 120)}


def test_dry_run_settings_and_deletion(start, browse, stub):
    for i in range(3):
        stub.put("cats", f"raw/{i}.json", compact({"text": f"cat {i}"}))
    server = start(env=stub.env)
    project = make_project(server)
    page = browse(server)
    settings = CloudStorage(page, project)
    settings.add("Source", "Amazon S3", Bucket_name="cats", Regex=".*", Access_key_ID="AKIDEXAMPLE",
                 Secret_access_key="secret-example")
    expect(settings.card("s3://cats")).to_contain_text("3 new")

    stub.put("cats", "raw/new.json", compact({"text": "new"}))
    settings.choose("s3://cats", "Dry run")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("make 1 new task")
    expect(dialog.get_by_role("region", name="New")).to_contain_text("raw/new.json")
    assert len(server.tasks(project)) == 3
    settings.close()

    settings.choose("s3://cats", "Edit")
    secret = dialog.get_by_role("group", name="Secret access key")
    expect(secret).to_contain_text("set")
    assert "secret-example" not in page.content()
    fill(dialog, "Prefix", "raw/")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    [saved] = server.storages(project, "source")
    assert saved["params"]["prefix"] == "raw/"
    assert set(saved["secrets_set"]) == {"aws_access_key_id", "aws_secret_access_key"}

    settings.choose("s3://cats/raw/", "Delete")
    dialog.get_by_text("the tasks they brought stay").wait_for()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("article")).to_have_count(0)
    assert len(server.tasks(project)) == 3 and server.storages(project, "source") == []
