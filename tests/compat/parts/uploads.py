"""Uploaded files: media as tasks, the list of files, their download, and importing them again."""

from .samples import PICTURES, project

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
                    "789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")


def run(r, place):
    home = project(r, "Uploads", PICTURES)
    path = f"/api/projects/{home}"
    counts = ("task_count", "could_be_tasks_list", "found_formats", "data_columns")
    r.ask("uploads: a picture", "POST", path + "/import", files={"file": ("cat ä.png", PNG, "image/png")}, same=counts)
    r.ask("uploads: a picture that is none", "POST", path + "/import", files={"file": ("x.png", b"<script>", "image/png")},
          same=counts)
    r.ask("uploads: SVG with a script", "POST", path + "/import", body=False, files={
        "file": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "image/svg+xml")})
    r.ask("uploads: list", "GET", path + "/file-uploads", same=("*",))
    listed = r.ask("uploads: list all", "GET", f"{path}/file-uploads?all=true").json()
    first = listed[0]["id"] if isinstance(listed, list) and listed else 0
    r.ask("uploads: list by ids", "GET", f"{path}/file-uploads?ids=[{first}]")
    r.ask("uploads: list by ids of a wrong type", "GET", f"{path}/file-uploads?ids=x")
    r.call("uploads: get", r.sdk.files.get, first)
    r.call("uploads: get unknown", r.sdk.files.get, 999999)
    tasks = list(r.sdk.tasks.list(project=home))
    address = next((v for t in tasks for v in (t.data or {}).values() if str(v).endswith(".png")), "/data/upload/0/none")
    r.note("uploads: address", stem="/data/upload/" in address)
    r.ask("uploads: download", "GET", address, body=False, headers=("Content-Length",))
    r.call("uploads: download by the SDK", r.sdk.files.download, address.removeprefix("/data/upload/"), body=False)
    r.ask("uploads: download a range", "GET", address, body=False, send={"Range": "bytes=0-9"}, headers=("Content-Range",))
    r.ask("uploads: download without sign-in", "GET", address, body=False, token=False)
    r.ask("uploads: download unknown", "GET", f"/data/upload/{home}/none.png", body=False)
    r.ask("uploads: download, path that climbs", "GET", f"/data/upload/{home}/..%2F..%2Fsecret.key", body=False)
    r.ask("uploads: storage-data", "GET", f"/storage-data/uploaded/?filepath=upload/{home}/none.png", body=False)
    kept = r.ask("uploads: keep back", "POST", path + "/import?commit_to_project=false", same=counts,
                 files={"file": ("a.csv", b"image\nhttps://example.com/1.png\n")}).json()
    ids = kept.get("file_upload_ids", []) if isinstance(kept, dict) else []
    r.ask("uploads: import the kept ones", "POST", path + "/reimport", json={"file_upload_ids": ids, "files_as_tasks_list": True},
          same=("task_count", "annotation_count", "found_formats", "data_columns"))
    r.ask("uploads: import nothing", "POST", path + "/reimport", json={"file_upload_ids": []})
    r.ask("uploads: import unknown", "POST", path + "/reimport", json={"file_upload_ids": [999999]})
    r.ask("uploads: tasks afterwards", "GET", f"{path}/", same=("task_number",))
    r.call("uploads: change", r.sdk.files.update, first, file="x")
    r.call("uploads: delete", r.sdk.files.delete, first)
    r.call("uploads: delete again", r.sdk.files.delete, first)
    r.ask("uploads: delete by ids", "DELETE", path + "/file-uploads", json={"file_upload_ids": ids})
    r.ask("uploads: delete without ids", "DELETE", path + "/file-uploads", json={})
    r.call("uploads: list at the end", r.sdk.files.list, home)
    r.call("uploads: delete all", r.sdk.files.delete_many, home)
    r.call("uploads: list after all", r.sdk.files.list, home)
    r.ask("uploads: list of an unknown project", "GET", "/api/projects/99999/file-uploads")
