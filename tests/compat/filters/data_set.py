"""320 tasks with all sorts of values, made one by one so that each has a time of its own."""

import json
import random

SEED = 7

CONFIG = """<View><Text name="text" value="$text"/>
<Choices name="kind" toName="text"><Choice value="good"/><Choice value="bad"/><Choice value="Größe"/></Choices>
<TextArea name="note" toName="text"/></View>"""

WORDS = ("Alpha", "alpha beta", "Beta_1", "gamma 100%", "Délta", "дельта", "日本語", "émile", "x'y\"z", "tab\tbed", "  padded ",
         "Zeta\\n", "a.b", "A", "zz top", "<b>bold</b>", "emoji 🐈", "_", "100", "true")
MIXED = ("first", 5, 5.5, "5", None, True, False, [1, "two"], {"a": 1}, "", "null", -3, "12 cats", 1e3)
DAYS = ("2024-01-31", "2024-02-01T10:00:00Z", "2023-12-31", "not a day", "")
VERSIONS = ("v1", "v2", "V3-big", "model one")
UPLOADED, STORED = 8, 4  # tasks of a file and of a storage, behind the others
TASKS = 320
FIRST_ANNOTATION = 900  # its number: the annotations of the data set go over 1000, where the digits grow


def data_of(place):
    """What task `place` holds. The first has a text wherever there are texts: Label Studio takes the type of a
    column from the first task."""
    chance = random.Random(SEED * 1000 + place)
    data = {"place": place, "text": chance.choice(WORDS) + ("" if place % 3 else f" {place % 17}")}
    if place == 0:
        return data | {"text": "Alpha", "number": 1, "numeric": "1", "mixed": "first", "flag": True, "day": DAYS[0],
                       "empty": "x", "under_score": "u", "nested": {"a": {"b": "deep"}, "list": ["one", "two"]}}
    if chance.random() < 0.85:
        data["number"] = chance.choice((place, chance.randint(-5, 5), round(chance.uniform(-2, 2), 3), 0, 10 ** 9))
    if chance.random() < 0.85:
        data["numeric"] = chance.choice((str(place), "9.5", " 7", "-3", "1e2", "0", "007"))
    if chance.random() < 0.85:
        data["mixed"] = chance.choice(MIXED)
    if chance.random() < 0.8:
        data["flag"] = chance.random() < 0.5
    if chance.random() < 0.8:
        data["day"] = chance.choice(DAYS)
    if chance.random() < 0.7:
        data["empty"] = chance.choice(("", None, "x", "0"))
    if chance.random() < 0.7:
        data["under_score"] = chance.choice(("u", "U", "v w"))
    if chance.random() < 0.7:
        data["nested"] = {"a": {"b": chance.choice(("deep", "Deeper", "x"))}, "list": chance.sample(WORDS[:6], 2)}
    return data


def result(kind, note=None):
    """The result of an annotation or prediction."""
    made = [{"id": "r1", "from_name": "kind", "to_name": "text", "type": "choices", "value": {"choices": [kind]}}]
    if note is not None:
        made.append({"id": "r2", "from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": [note]}})
    return made


def number_annotations_from(first, r, other):
    """Makes as many annotations in project `other` as are missing. Filters and orders by `annotations_ids` are about
    the digits of the numbers, so both servers must give the same ones, whatever other parts made before."""
    task = _send(r, "/api/tasks/", {"project": other, "data": data_of(0)})["id"]
    last = _send(r, f"/api/tasks/{task}/annotations/", {"result": []})["id"]
    missing = first - 1 - last
    assert missing >= 0, f"the script has made {last} annotations already: let FIRST_ANNOTATION be more"
    row = {"data": data_of(0), "annotations": [{"result": result("good")}] * missing}
    r.sdk.projects.import_tasks(id=other, request=[row])


def fill(r, home, people, place_of_files):
    """Makes the data set in project `home`. `people`: sessions besides the script's own account."""
    own = TASKS - UPLOADED - STORED
    tasks = []
    for place in range(own):
        tasks.append(_send(r, "/api/tasks/", {"project": home, "data": data_of(place)})["id"])
    rows = [{"data": data_of(own + i)} for i in range(UPLOADED)]
    for name, part in (("first part.json", rows[:5]), ("Second.json", rows[5:])):
        r.ask(f"filters: upload {name}", "POST", f"/api/projects/{home}/import", body=False,
              files={"file": (name, json.dumps(part).encode())})
    folder = place_of_files / "source" / "filtered"
    folder.mkdir()
    for i in range(STORED):
        text = json.dumps({"data": data_of(own + UPLOADED + i)})
        (folder / f"{'Big' if i % 2 else 'small'}-{i}.json").write_text(text)
    storage = r.sdk.import_storage.local.create(project=home, path=str(folder), use_blob_urls=False,
                                                regex_filter=r".*\.json")
    r.sdk.import_storage.local.sync(id=storage.id)
    ids = {task.data["place"]: task.id for task in r.sdk.tasks.list(project=home)}
    tasks = [ids[place] for place in range(TASKS)]
    annotations = []
    for place, task in enumerate(tasks):
        chance = random.Random(SEED * 2000 + place)
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            body = {"result": result(chance.choice(("good", "bad", "Größe")), chance.choice((None, "Note A", "note b", "")))}
            if chance.random() < 0.15:
                body = {"result": []}
            if chance.random() < 0.15:
                body["was_cancelled"] = True
            if chance.random() < 0.7:
                body["lead_time"] = chance.choice((1, 2.5, 10, 0.125))
            annotations.append(_send(r, f"/api/tasks/{task}/annotations/", body, chance.choice((None, *people)))["id"])
        for _ in range(chance.choice((0, 0, 1, 2))):
            prediction = {"task": task, "result": result(chance.choice(("good", "bad"))), "model_version": chance.choice(VERSIONS)}
            # Label Studio's score of a task is that of the project's model version.
            if prediction["model_version"] == VERSIONS[0]:
                prediction["score"] = chance.choice((0.1, 0.25, 0.5, 0.75, 1))
            _send(r, "/api/predictions/", prediction)
        if chance.random() < 0.12:
            _send(r, f"/api/tasks/{task}/drafts", {"result": result("good"), "lead_time": 1})
    r.sdk.projects.update(home, model_version=VERSIONS[0])
    return tasks, annotations


def _send(r, path, body, session=None):
    import requests
    sent = {} if session else {"Authorization": f"Token {r.token}"}
    if session:
        sent["X-CSRFToken"] = session.cookies.get("csrftoken", "")
    answer = (session or requests).post(r.url + path, json=body, headers=sent, timeout=180)
    assert answer.status_code in (200, 201), (path, body, answer.status_code, answer.text)
    return answer.json()
