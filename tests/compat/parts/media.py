"""URIs of a task's data: rewritten, resolved, presigned, proxied, and refused."""

import base64
import urllib.parse

from .samples import PICTURES, project

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


def run(r, place):
    home = project(r, "Media", PICTURES)
    bucket = f"{place.name}-s3"
    for key in ("media/cat.jpg", "media/größe + 1.jpg", "elsewhere/dog.jpg"):
        place.s3.put_object(Bucket=bucket, Key=key, Body=PICTURE, ContentType="image/jpeg")
    storage = r.sdk.import_storage.s3.create(project=home, bucket=bucket, prefix="media", use_blob_urls=True,
                                             region_name="us-east-1", aws_access_key_id="AKIDEXAMPLE",
                                             aws_secret_access_key="secret-example", presign=True)
    uri = f"s3://{bucket}/media/cat.jpg"
    tasks = {
        "plain": {"image": uri}, "nested": {"image": uri, "more": [{"a": uri}, uri, 1]},
        "in HTML": {"image": uri, "html": f'<img src="{uri}"><img src="s3://{bucket}/media/größe + 1.jpg">'},
        "foreign bucket": {"image": "s3://somewhere-else/x.jpg"}, "web": {"image": "https://example.com/x.jpg"},
        "other scheme": {"image": "gs://nowhere/x.jpg"},
    }
    numbers = {}
    for words, data in tasks.items():
        numbers[words] = r.sdk.tasks.create(project=home, data=data).id
        shown = r.ask(f"media: task, {words}", "GET", f"/api/tasks/{numbers[words]}/").json()
        r.note(f"media: task, {words}, rewritten", members={
            name: "resolve/?fileuri=" in str(value) for name, value in shown.get("data", {}).items()})
        r.ask(f"media: task, {words}, raw", "GET", f"/api/tasks/{numbers[words]}/?resolve_uri=false", body=False)
    quoted, coded = urllib.parse.quote(uri, safe=""), base64.urlsafe_b64encode(uri.encode()).decode()
    task = f"/tasks/{numbers['plain']}"
    for action in ("resolve", "presign"):
        answer = r.ask(f"media: {action}", "GET", f"{task}/{action}/?fileuri={coded}", body=False)
        address = urllib.parse.urlsplit(answer.headers.get("Location", ""))
        r.note(f"media: {action}, address", path=address.path.replace(place.name, "NAME"),
               signed="X-Amz-Signature" in address.query)
        r.ask(f"media: {action}, quoted", "GET", f"{task}/{action}/?fileuri={quoted}", body=False)
        r.ask(f"media: {action}, nothing", "GET", f"{task}/{action}/")
        r.ask(f"media: {action}, without sign-in", "GET", f"{task}/{action}/?fileuri={coded}", token=False, body=False)
        r.ask(f"media: {action}, unknown task", "GET", f"/tasks/999999/{action}/?fileuri={coded}", body=False)
        other = base64.urlsafe_b64encode(f"s3://{bucket}/elsewhere/dog.jpg".encode()).decode()
        r.ask(f"media: {action}, a key that the task does not contain", "GET", f"{task}/{action}/?fileuri={other}", body=False)
        foreign = base64.urlsafe_b64encode(b"s3://somewhere-else/x.jpg").decode()
        r.ask(f"media: {action}, a bucket that nobody has", "GET", f"{task}/{action}/?fileuri={foreign}", body=False)
        r.ask(f"media: {action} of the project", "GET", f"/projects/{home}/{action}/?fileuri={coded}", body=False)
        r.ask(f"media: {action} of an unknown project", "GET", f"/projects/999999/{action}/?fileuri={coded}", body=False)

    r.sdk.import_storage.s3.update(storage.id, presign=False, bucket=bucket, prefix="media")
    path = f"{task}/resolve/?fileuri={coded}"
    sizes = ("Content-Length", "Content-Range", "Accept-Ranges", "Content-Type")
    whole = r.ask("media: proxied", "GET", path, body=False, headers=sizes)
    r.note("media: proxied, bytes", equal=whole.content == PICTURE)
    r.ask("media: proxied, HEAD", "HEAD", path, body=False)
    for words, value in {"of the middle": "bytes=2-5", "to the end": "bytes=100-", "of the end": "bytes=-5",
                         "behind the end": "bytes=999999-", "nonsense": "junk"}.items():
        part = r.ask(f"media: proxied, range {words}", "GET", path, body=False, send={"Range": value}, headers=("Content-Range",))
        r.note(f"media: proxied, range {words}, bytes", count=len(part.content) if part.status_code < 300 else None)
    r.ask("media: proxied, unchanged", "GET", path, body=False, send={"If-None-Match": whole.headers.get("ETag", "x")})
    gone = r.sdk.tasks.create(project=home, data={"image": f"s3://{bucket}/media/gone.jpg"}).id
    missing = base64.urlsafe_b64encode(f"s3://{bucket}/media/gone.jpg".encode()).decode()
    r.ask("media: proxied, no such object", "GET", f"/tasks/{gone}/resolve/?fileuri={missing}", body=False)

    folder = place.files / "pictures"
    folder.mkdir()
    (folder / "cat.jpg").write_bytes(PICTURE)
    local = project(r, "Local media", PICTURES)
    r.sdk.import_storage.local.create(project=local, path=str(folder), use_blob_urls=True, regex_filter=r".*\.jpg")
    address = f"/data/local-files/?d={urllib.parse.quote(f'{place.name}/pictures/cat.jpg')}"
    r.sdk.tasks.create(project=local, data={"image": address})
    r.ask("media: local file", "GET", address, body=False, headers=("Content-Length",))
    r.ask("media: local file, a part", "GET", address, body=False, send={"Range": "bytes=0-3"}, headers=("Content-Range",))
    r.ask("media: local file without sign-in", "GET", address, body=False, token=False)
    for words, path in {"not there": f"{place.name}/pictures/none.jpg", "outside every storage": f"{place.name}/target/x",
                        "climbing": "../../etc/passwd", "nothing": ""}.items():
        r.ask(f"media: local file, {words}", "GET", f"/data/local-files/?d={urllib.parse.quote(path)}", body=False)
