"""Webhooks: their settings, and what they are told."""

from receiver import Receiver

from .samples import choice, project

SEEN = ("send_payload", "send_for_all_actions", "headers", "is_active", "actions")


def run(r, place):
    settings(r)
    with Receiver() as receiver:
        events(r, place, receiver)


def settings(r):
    hooks = r.sdk.webhooks
    home = project(r, "Webhooks")
    path, url = "/api/webhooks/", "http://127.0.0.1:9/never"
    r.call("webhooks: info", hooks.info, same=("TASKS_CREATED", "PROJECT_CREATED", "ANNOTATIONS_CREATED"))
    r.call("webhooks: info, organization only", hooks.info, organization_only=True)
    r.ask("webhooks: info, for nobody", "GET", path + "info/", token=False, body=False)
    r.call("webhooks: list of none", hooks.list, project=str(home), same=("[]",))
    made = r.call("webhooks: create", hooks.create, url=url, project=home, is_active=False, same=SEEN)
    r.call("webhooks: create, with everything", hooks.create, url=url, project=home, is_active=False, send_payload=False,
           send_for_all_actions=False, headers={"X-One": "1"}, actions=["ANNOTATION_CREATED", "TASKS_CREATED"], same=SEEN[:-1])
    r.call("webhooks: create, for all projects", hooks.create, url=url, is_active=False)
    for words, body in {
        "nothing": {}, "no project and no url": {"project": None}, "url null": {"url": None}, "url blank": {"url": ""},
        "url without a scheme": {"url": "x"}, "url of another scheme": {"url": "ftp://files.example.com/c"},
        "url too long": {"url": "https://example.com/" + "a" * 2048}, "url of one word": {"url": "http://receiver/"},
        "url with a password": {"url": "https://me:hush@example.com/"}, "url of metadata": {"url": "http://169.254.169.254/"},
        "unknown project": {"project": 999999}, "project a text": {"project": "x"},
        "unknown action": {"actions": ["NO"]}, "actions a text": {"actions": "x"}, "actions null": {"actions": None},
        "actions twice": {"actions": ["TASKS_CREATED", "TASKS_CREATED"]}, "action of the organization": {"actions": ["PROJECT_CREATED"]},
        "headers a list": {"headers": []}, "headers null": {"headers": None}, "header with a bad name": {"headers": {"a b": "x"}},
        "header of a number": {"headers": {"a": 1}}, "too many headers": {"headers": {str(i): "x" for i in range(11)}},
        "header that cannot be sent": {"headers": {"A": "x\r\nB: y"}}, "is_active of a wrong type": {"is_active": "maybe"},
        "unknown member": {"zzz": 1},
    }.items():
        given = body if words.startswith(("nothing", "no project")) else {"url": url, "project": home, "is_active": False} | body
        r.ask(f"webhooks: create, {words}", "POST", path, json=given, same=SEEN)
    r.ask("webhooks: create, a list", "POST", path, json=[])
    r.call("webhooks: list", hooks.list, project=str(home))
    r.ask("webhooks: list of an unknown project", "GET", path + "?project=999999")
    r.ask("webhooks: list of a project of a wrong type", "GET", path + "?project=x")
    r.call("webhooks: get", hooks.get, made.id, same=SEEN)
    r.call("webhooks: get unknown", hooks.get, 999999)
    r.call("webhooks: change", hooks.update, made.id, send_payload=False, actions=["TASKS_DELETED"], headers={"A": "b"}, same=SEEN)
    r.call("webhooks: change one thing", hooks.update, made.id, send_payload=True, same=SEEN)
    one = f"{path}{made.id}/"
    r.ask("webhooks: change the project", "PATCH", one, json={"project": None}, same=SEEN[:-1])
    r.ask("webhooks: change to a bad url", "PATCH", one, json={"url": "bad"})
    r.ask("webhooks: change to an action of the organization", "PATCH", one, json={"actions": ["PROJECT_DELETED"]})
    r.ask("webhooks: replace", "PUT", one, json={"url": url + "/2"}, same=("url", "headers", "is_active"))
    r.ask("webhooks: replace by nothing", "PUT", one, json={})
    r.call("webhooks: delete", hooks.delete, made.id)
    r.call("webhooks: delete again", hooks.delete, made.id)


def events(r, place, receiver):
    """What is done in a project, and what its webhooks are told of it. Two servers tell it at other speeds: so one by one."""
    sdk = r.sdk
    home = project(r, "Told")
    sdk.webhooks.create(url=receiver.url + "/all", project=home)
    sdk.webhooks.create(url=receiver.url + "/bare", project=home, send_payload=False, headers={"X-Own": "mine"})
    sdk.webhooks.create(url=receiver.url + "/some", project=home, send_for_all_actions=False, actions=["TASKS_DELETED"])

    def heard(words):
        told = receiver.take("/all")
        body = told.body if told else {"action": None}
        if "label" in body:  # numbers of links and projects, which are each server's own
            body["label"] |= {name: len(body["label"][name]) for name in ("links", "projects")}
        r.told(f"webhooks: told of {words}", "/all", body)
        bare = receiver.take("/bare")
        r.note(f"webhooks: told of {words}, without payload", body=bare and bare.body, own=bare and bare.headers.get("x-own"),
               type=bare and bare.headers.get("content-type"))

    sdk.projects.update(home, title="Told again")
    heard("a project's change")
    sdk.projects.import_tasks(home, request=[
        {"data": {"text": "one"}}, {"data": {"text": "two"}, "meta": {"a": 1}, "annotations": [{"result": choice("good")}],
                                    "predictions": [{"result": choice("bad"), "score": 0.5}]}])
    heard("an import")
    one, two = sorted(task.id for task in sdk.tasks.list(project=home))
    three = sdk.tasks.create(project=home, data={"text": "three"}).id
    heard("a new task")
    made = sdk.annotations.create(one, result=choice("good"), lead_time=2.5)
    heard("a new annotation")
    sdk.annotations.update(made.id, result=choice("bad"), ground_truth=True)
    heard("an annotation's change")
    sdk.annotations.delete(made.id)
    heard("a deleted annotation")
    sdk.annotations.create(one, result=[], was_cancelled=True)
    heard("a skipped task")
    label_links(r, home, heard)
    act = {"selectedItems": {"all": True, "excluded": []}}
    r.ask("webhooks: predictions to annotations", "POST", f"/api/dm/actions?id=predictions_to_annotations&project={home}", json=act, body=False)
    heard("annotations made of predictions")
    r.ask("webhooks: delete annotations", "POST", f"/api/dm/actions?id=delete_tasks_annotations&project={home}", json=act, body=False)
    heard("deleted annotations")
    sdk.tasks.delete(str(three))
    heard("a deleted task")
    r.ask("webhooks: delete tasks", "POST", f"/api/dm/actions?id=delete_tasks&project={home}", body=False,
          json={"selectedItems": {"all": False, "included": [one, two]}})
    heard("deleted tasks")
    for i in range(2):
        (place.files / f"source/hook-{i}.txt").write_text("x")
    storage = sdk.import_storage.local.create(project=home, path=str(place.files / "source"), regex_filter=".*hook-.*", use_blob_urls=True)
    sdk.import_storage.local.sync(storage.id)
    heard("a sync's tasks")
    chosen = [receiver.take("/some", 5) for _ in range(3)]
    r.note("webhooks: told of what was chosen", actions=[one and one.body["action"] for one in chosen])


def label_links(r, home, heard):
    # Label Studio breaks where labels are made in a project that a webhook hears of: so they come from another.
    label = {"project": project(r, "Foxes"), "from_name": "kind", "title": "Told fox", "value": ["Fox"]}
    made = r.ask("webhooks: make a label", "POST", "/api/labels/", body=False, json=[label]).json()[0]["id"]
    link = r.ask("webhooks: make a label link", "POST", "/api/label_links/", body=False,
                 json={"project": home, "label": made, "from_name": "kind"}).json()["id"]
    heard("a new label link")
    r.ask("webhooks: change a label link", "PATCH", f"/api/label_links/{link}/", json={"from_name": "other"}, body=False)
    heard("a label link's change")
    r.ask("webhooks: delete a label link", "DELETE", f"/api/label_links/{link}/", body=False)
    heard("a deleted label link")
