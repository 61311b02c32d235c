"""Labels that are kept apart from label configs, their links, and changing one in annotations."""

from .samples import PICTURES, box, project

SEEN = ("title", "value", "description", "approved", "organization")
EACH = tuple(f"[].{name}" for name in (*SEEN, "from_name"))
LISTED = ("count", "next", "previous", *(f"results[].{name}" for name in SEEN))
LINKS = ("count", "results[].annotations_count", "results[].from_name")


def run(r, place):
    home = project(r, "Labels", PICTURES)
    other = project(r, "Other labels", PICTURES)
    for label in ("Cat", "Cat", "Dog"):
        task = r.sdk.tasks.create(project=home, data={"image": "https://example.com/1.jpg"}).id
        r.sdk.annotations.create(task, result=box(label))
    task = r.sdk.tasks.create(project=other, data={"image": "https://example.com/1.jpg"}).id
    r.sdk.annotations.create(task, result=[*box("Cat"), *box("Cat"), {"type": "relation", "from_id": "a", "to_id": "b"}][:2])

    def one(**members):
        return {"project": home, "from_name": "box", "title": "Cat", "value": ["Cat"], **members}

    made = r.ask("labels: create", "POST", "/api/labels/", same=EACH, json=[
        one(), one(title="Dog", value=["Dog"], description="barks"), one(title="Größe", value={"a": [1.5, "é"]})]).json()
    r.ask("labels: create for another project", "POST", "/api/labels/", json=[one(project=other)], same=EACH)
    r.ask("labels: create, linked already", "POST", "/api/labels/", json=[one(from_name="x", value=["x"])], same=EACH)
    r.ask("labels: create approved", "POST", "/api/labels/", json=[one(title="Cow", approved=True, approved_by=1)], same=EACH)
    for words, body in {
        "one object": one(), "nothing in it": [], "no members": [{}], "one is a number": [one(title="A"), 3],
        "one title twice": [one(title="B"), one(title="B")], "two projects": [one(title="C"), one(title="D", project=other)],
        "unknown project": [one(title="E", project=99999)], "empty title": [one(title="")],
        "title too long": [one(title="x" * 2049)], "value null": [one(title="F", value=None)],
        "unknown account": [one(title="G", approved_by=99999)], "approved of a wrong type": [one(title="H", approved="perhaps")],
    }.items():
        r.ask(f"labels: create, {words}", "POST", "/api/labels/", json=body)
    r.ask("labels: list", "GET", "/api/labels/", same=LISTED)
    r.ask("labels: list with links", "GET", "/api/labels/?expand=links&page=1", same=(*LISTED, "results[].links[].from_name"))
    r.ask("labels: list, page behind the last", "GET", "/api/labels/?page=9")
    r.ask("labels: list, page_size", "GET", "/api/labels/?page_size=1", same=("count",))
    number = made[0]["id"] if isinstance(made, list) else 0
    path = f"/api/labels/{number}/"
    for words, query in {"plain": "", "links": "?expand=links", "links with labels": "?expand=links.label", "all": "?expand=~all",
                         "without links": "?omit=links", "expand nonsense": "?expand=nonsense"}.items():
        r.ask(f"labels: get, {words}", "GET", path + query, same=SEEN)
    r.ask("labels: get unknown", "GET", "/api/labels/99999/")
    for words, body in {
        "nothing": {}, "title": {"title": "Cats", "value": ["Cats"]}, "title taken": {"title": "Dog"}, "title null": {"title": None},
        "value null": {"value": None}, "unknown organization": {"organization": 55}, "unknown maker": {"created_by": 99999},
        "approved": {"approved": True, "approved_by": 1}, "description empty": {"description": ""}, "links": {"links": [1]},
        "projects": {"projects": [1]}, "title back": {"title": "Cat", "value": ["Cat"]},
    }.items():
        r.ask(f"labels: change, {words}", "PATCH", path, json=body, same=SEEN)
    r.ask("labels: replace, nothing", "PUT", path, json={})
    r.ask("labels: replace", "PUT", path, json={"title": "Cat", "value": ["Cat"], "organization": 1, "created_by": 1}, same=SEEN)
    r.ask("labels: change unknown", "PATCH", "/api/labels/99999/", json={})
    links(r, home, other, [label["id"] for label in made] if isinstance(made, list) else [0, 0, 0])
    change(r, home, other)
    r.ask("labels: delete", "DELETE", path)
    r.ask("labels: delete again", "DELETE", path)
    r.ask("labels: list after delete", "GET", "/api/labels/", same=LISTED)
    r.ask("labels: links after delete", "GET", f"/api/label_links/?project={home}", same=LINKS)
    r.sdk.projects.delete(home)
    r.ask("labels: links after the project", "GET", "/api/label_links/", same=LINKS)


def links(r, home, other, labels):
    cat, dog, _ = labels
    path = "/api/label_links/"
    listed = r.ask("labels: links", "GET", f"{path}?project={home}", same=LINKS).json()
    for words, query in {
        "with labels": f"?project={home}&expand=label", "without counts": "?omit=annotations_count", "unknown project": "?project=99999",
        "project of a wrong type": "?project=x", "of a maker": "?label__created_by=1", "unknown maker": "?label__created_by=99999",
        "made since": "?label__created_at__gte=2026-01-01", "made before": "?label__created_at__lte=2020-01-01T00:00:00Z",
        "made at": "?label__created_at=2020-01-01 10:00", "made at nonsense": "?label__created_at__gte=nonsense",
    }.items():
        r.ask(f"labels: links, {words}", "GET", path + query, same=LINKS)
    for words, body in {
        "nothing": {}, "a list": [{"project": other, "label": dog, "from_name": "box"}],
        "unknown things": {"project": 99999, "label": 99999, "from_name": ""}, "null": {"project": None, "label": None, "from_name": None},
        "wrong types": {"project": "x", "label": "x", "from_name": [1]},
    }.items():
        r.ask(f"labels: link, create, {words}", "POST", path, json=body)
    made = r.ask("labels: link, create", "POST", path, json={"project": other, "label": dog, "from_name": "box"},
                 same=("from_name",)).json()
    r.ask("labels: link, create again", "POST", path, json={"project": other, "label": dog, "from_name": "box"})
    one = f"{path}{made.get('id', 0)}/"
    first = f"{path}{listed['results'][0]['id']}/" if listed.get("results") else one
    r.ask("labels: link, get", "GET", first, same=("annotations_count", "from_name"))
    r.ask("labels: link, get with its label", "GET", first + "?expand=label", same=("annotations_count", "label.title"))
    r.ask("labels: link, get unknown", "GET", path + "99999/")
    for words, body in {"nothing": {}, "from_name": {"from_name": "other"}, "label": {"label": cat}, "project": {"project": home},
                        "unknown things": {"project": 99999, "label": 99999}}.items():
        r.ask(f"labels: link, change, {words}", "PATCH", one, json=body, same=("annotations_count", "from_name"))
    r.ask("labels: link, replace, half", "PUT", one, json={"from_name": "box"})
    r.ask("labels: link, replace", "PUT", one, json={"project": other, "label": dog, "from_name": "box"},
          same=("annotations_count", "from_name"))
    r.ask("labels: link, delete", "DELETE", one)
    r.ask("labels: link, delete again", "DELETE", one)


def change(r, home, other):
    path = "/api/labels/bulk"
    for words, body in {
        "nothing": {}, "unknown project": {"project": 99999, "old_label": 1, "new_label": 2},
        "project null": {"project": None, "old_label": 1, "new_label": 2},
        "project of a wrong type": {"project": "x", "old_label": 1, "new_label": 2},
        "to null": {"project": home, "old_label": ["Cat"], "new_label": None}, "a list": [1],
        "of nowhere": {"project": home, "old_label": ["Nowhere"], "new_label": ["Cat"]},
        "in a project": {"project": home, "old_label": ["Cat"], "new_label": ["Lion"]},
        # Without a project, Label Studio answers 500 where any annotation of any project has no result.
        "in another": {"project": other, "old_label": ["Cat"], "new_label": ["Lion"]},
        "to a text": {"project": other, "old_label": ["Lion"], "new_label": "Lion"},
    }.items():
        r.ask(f"labels: change in annotations, {words}", "POST", path, json=body, same=("annotations_updated",))
    for words, number in {"in a project": home, "in the other": other}.items():
        r.ask(f"labels: results {words}", "GET", f"/api/tasks/?project={number}&fields=all",
              same=("tasks[].annotations[].result",))
    r.ask("labels: links after the change", "GET", f"/api/label_links/?project={home}", same=LINKS)
