"""Sources and targets of the five kinds: what they show, refuse, preview and sync."""

import json

from .samples import PICTURES, TEXTS, choice, project

TASK = json.dumps({"data": {"text": "of a bucket"}}).encode()
SHOWN = ("title", "prefix", "regex_filter", "use_blob_urls", "presign", "presign_ttl", "type", "bucket", "container",
         "recursive_scan", "can_delete_objects", "db", "port", "synchronizable")
SYNCED = ("status", "last_sync_count", "traceback")


def kinds(place):
    """kind of the paths -> (parameters of a source, of a target, parameters that lead nowhere)"""
    redis = {"host": place.redis["host"], "port": place.redis["port"]}
    azure = {k.lower(): v for k, v in place.azure.env.items()}
    account = {"account_name": azure["azure_blob_account_name"], "account_key": azure["azure_blob_account_key"]}
    s3 = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret-example", "region_name": "us-east-1"}
    return {
        "s3": ({"bucket": f"{place.name}-s3", **s3}, {"bucket": f"{place.name}-s3-target", **s3},
               {"bucket": "no-such-bucket", **s3}),
        "gcs": ({"bucket": place.gcs.name}, {"bucket": place.gcs.name, "prefix": "out"}, {"bucket": "no-such-bucket"}),
        "azure": ({"container": place.azure.name, **account}, {"container": place.azure.name, "prefix": "out", **account},
                  {"container": "no-such-container", **account}),
        "redis": ({"path": f"{place.name}:", **redis, "db": 1}, {"path": f"{place.name}-out:", **redis, "db": 2},
                  {"path": "x", "host": "127.0.0.1", "port": "1"}),
        "localfiles": ({"path": str(place.files / "source"), "regex_filter": r".*\.json"}, {"path": str(place.files / "target")},
                       {"path": str(place.files / "nowhere")}),
    }


def fill(place):
    for i in range(3):
        place.s3.put_object(Bucket=f"{place.name}-s3", Key=f"t{i}.json", Body=TASK)
        place.gcs.put(f"t{i}.json", TASK)
        place.azure.put(f"t{i}.json", TASK)
        place.redis_keys.put(f"t{i}.json", TASK)
        (place.files / "source" / f"t{i}.json").write_bytes(TASK)


def run(r, place):
    fill(place)
    for words in ("storages", "storages/export"):
        r.ask(f"storages: {words}, types", "GET", f"/api/{words}/types", same=("*",))
    r.call("storages: types of sources", r.sdk.import_storage.list_types)
    r.call("storages: types of targets", r.sdk.export_storage.list_types)
    for kind, (source, target, wrong) in kinds(place).items():
        one_kind(r, kind, source, target, wrong)
    home = project(r, "All storages")
    r.ask("storages: all sources, none", "GET", f"/api/storages/?project={home}", same=("*",))
    r.ask("storages: all targets, none", "GET", f"/api/storages/export?project={home}", same=("*",))
    r.ask("storages: all sources without a project", "GET", "/api/storages/")
    r.ask("storages: all sources of an unknown project", "GET", "/api/storages/?project=99999")
    r.ask("storages: unknown kind", "GET", f"/api/storages/ftp/?project={home}", body=False)
    details(r, place)


def one_kind(r, kind, source, target, wrong):
    home = project(r, f"Storages {kind}")
    client = getattr(r.sdk.import_storage, "local" if kind == "localfiles" else kind)
    here = f"/api/storages/{kind}"
    r.call(f"storages: {kind}, validate", client.validate, project=home, **source, body=False)
    r.ask(f"storages: {kind}, validate what leads nowhere", "POST", f"{here}/validate", json={"project": home, **wrong})
    r.ask(f"storages: {kind}, validate without a project", "POST", f"{here}/validate", json=source)
    made = r.call(f"storages: {kind}, create", client.create, project=home, title="In", **source, same=SHOWN)
    r.ask(f"storages: {kind}, create what leads nowhere", "POST", f"{here}/", json={"project": home, **wrong})
    r.ask(f"storages: {kind}, create without a project", "POST", f"{here}/", json=source)
    r.ask(f"storages: {kind}, create in an unknown project", "POST", f"{here}/", json={"project": 99999, **source})
    r.ask(f"storages: {kind}, preview", "POST", f"{here}/files", json={"project": home, "limit": 2, **source},
          same=("files[].key",))
    number = getattr(made, "id", 0)
    r.call(f"storages: {kind}, sync", client.sync, number, same=SYNCED)
    r.call(f"storages: {kind}, sync again", client.sync, number, same=SYNCED)
    r.call(f"storages: {kind}, get", client.get, number, same=(*SHOWN, *SYNCED))
    r.call(f"storages: {kind}, list", client.list, project=home)
    r.call(f"storages: {kind}, change", client.update, number, title="Renamed", same=("title",))
    r.ask(f"storages: {kind}, change to a wrong type", "PATCH", f"{here}/{number}", json={"use_blob_urls": "perhaps"})
    of_it = r.call(f"storages: {kind}, tasks of it", r.sdk.tasks.list, project=home, same=("total", "tasks[].data"))
    names = sorted(str(task.storage_filename) for task in of_it) if isinstance(of_it, list) else []
    r.note(f"storages: {kind}, names of its tasks", names=r.without_own_words(names))
    r.call(f"storages: {kind}, get unknown", client.get, 99999)
    r.ask(f"storages: {kind}, sync unknown", "POST", f"{here}/99999/sync")

    there = f"/api/storages/export/{kind}"
    writer = getattr(r.sdk.export_storage, "local" if kind == "localfiles" else kind)
    first = next(iter(r.sdk.tasks.list(project=home)), None)
    if first is not None:
        r.sdk.annotations.create(first.id, result=choice("good"))
    r.call(f"storages: {kind}, validate target", writer.validate, project=home, **target, body=False)
    r.call(f"storages: {kind}, validate target that leads nowhere", writer.validate, project=home, **wrong)
    out = r.call(f"storages: {kind}, create target", writer.create, project=home, title="Out", **target, same=SHOWN)
    r.ask(f"storages: {kind}, create target that leads nowhere", "POST", there, json={"project": home, **wrong})
    number_out = getattr(out, "id", 0)
    # The first may meet the job that the target's creation began; the second finds nothing new.
    r.call(f"storages: {kind}, sync target", writer.sync, number_out, same=("status", "traceback"))
    r.call(f"storages: {kind}, sync target again", writer.sync, number_out, same=SYNCED)
    r.call(f"storages: {kind}, get target", writer.get, number_out, same=(*SHOWN, "status", "traceback"))
    r.call(f"storages: {kind}, list targets", writer.list, project=home)
    r.call(f"storages: {kind}, change target", writer.update, number_out, title="Renamed", same=("title",))
    r.ask(f"storages: {kind}, all sources", "GET", f"/api/storages/?project={home}", same=("[].type", "[].title"))
    r.ask(f"storages: {kind}, all targets", "GET", f"/api/storages/export?project={home}", same=("[].type", "[].title"))
    r.call(f"storages: {kind}, delete target", writer.delete, number_out)
    r.call(f"storages: {kind}, delete", client.delete, number)
    r.call(f"storages: {kind}, delete again", client.delete, number)
    r.call(f"storages: {kind}, tasks stay", r.sdk.tasks.list, project=home, same=("total",))


def details(r, place):
    """Parameters that every kind has, on S3."""
    home = project(r, "Details", PICTURES)
    source = kinds(place)["s3"][0]
    for i in range(2):
        place.s3.put_object(Bucket=f"{place.name}-s3", Key=f"pictures/{i}.jpg", Body=b"\xff\xd8\xff")
        place.s3.put_object(Bucket=f"{place.name}-s3", Key=f"pictures/deep/{i}.jpg", Body=b"\xff\xd8\xff")
    path = "/api/storages/s3/"
    for words, extra in {
        "title too long": {"title": "x" * 257}, "presign_ttl of a wrong type": {"presign_ttl": "x"},
        "presign_ttl negative": {"presign_ttl": -1}, "bad bucket name": {"bucket": "Bad_Bucket!"},
        "prefix without keys": {"prefix": "nothing/here"}, "regex that does not compile": {"regex_filter": "((("},
        "project of a wrong type": {"project": "x"}, "unknown member": {"zzz": 1}, "status given": {"status": "failed"},
    }.items():
        r.ask(f"storages: details, {words}", "POST", path, json={"project": home, **source, **extra}, same=SHOWN)
    blobs = r.ask("storages: details, blobs", "POST", path, same=SHOWN,
                  json={"project": home, "use_blob_urls": True, "regex_filter": r".*\.jpg", "prefix": "pictures", **source}).json()
    r.ask("storages: details, blobs, sync", "POST", f"{path}{blobs.get('id', 0)}/sync", same=SYNCED)
    r.ask("storages: details, blobs, tasks raw", "GET", f"/api/tasks/?project={home}&resolve_uri=false&fields=all",
          same=("total",))
    r.ask("storages: details, recursive", "PATCH", f"{path}{blobs.get('id', 0)}", json={"recursive_scan": True},
          same=("recursive_scan",))
    r.ask("storages: details, recursive, sync", "POST", f"{path}{blobs.get('id', 0)}/sync", same=SYNCED)
    bad = project(r, "A bad object", TEXTS)
    for key, body in {"bad/1.json": TASK, "bad/2.json": b"{broken", "bad/3.json": TASK}.items():
        place.s3.put_object(Bucket=f"{place.name}-s3", Key=key, Body=body)
    storage = r.ask("storages: details, a bad object", "POST", path, json={"project": bad, "prefix": "bad", **source},
                    body=False).json()
    r.ask("storages: details, a bad object, sync", "POST", f"{path}{storage.get('id', 0)}/sync", same=("status", "last_sync_count"))
    r.ask("storages: details, a bad object, tasks", "GET", f"/api/tasks/?project={bad}", same=("total",))
