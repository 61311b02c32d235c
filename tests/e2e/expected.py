"""The object that an annotation must become, computed from the REST answers alone."""

import json

RESULT = [{"id": "r1", "type": "rectanglelabels", "from_name": "label", "to_name": "image",
           "original_width": 512, "original_height": 512,
           "value": {"x": 10.5, "y": 20, "width": 30, "height": 40.25, "rotation": 0,
                     "rectanglelabels": ["Person"]}}]
TEXT_RESULT = [{"id": "r1", "type": "choices", "from_name": "kind", "to_name": "text",
                "value": {"choices": ["Größe → ok"]}}]

PICTURE_CONFIG = """<View><Image name="image" value="$image"/>
<RectangleLabels name="label" toName="image"><Label value="Person"/></RectangleLabels></View>"""
TEXT_CONFIG = """<View><Text name="text" value="$text"/>
<Choices name="kind" toName="text"><Choice value="Größe → ok"/><Choice value="Other"/></Choices></View>"""


# Members of the inner task that the task's REST answer does not carry: no setting of ours changes them.
CONSTANT = {"allow_skip": True, "precomputed_agreement": None, "file_upload": None, "comment_authors": []}


def compact(value):
    """As exports write JSON: a task's data reaches the target in the bytes it came in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def exported_object(server, annotation_id):
    """Bytes of the object, in Label Studio's order of members."""
    a = server.get(f"/api/annotations/{annotation_id}/")
    return object_of(a, server.get(f"/api/tasks/{a['task']}/?resolve_uri=false"))


def object_of(a, task):
    """The same from the answers for the annotation and for its task (`resolve_uri=false`)."""
    author = next(x for x in task["annotations"] if x["id"] == a["id"])["completed_by"]
    known = task | CONSTANT | {"updated_by": task["updated_by"][0]["user_id"]}
    inner = {name: known[name] for name in (
        "id", "data", "meta", "created_at", "updated_at", "is_labeled", "allow_skip", "overlap", "inner_id",
        "total_annotations", "cancelled_annotations", "total_predictions", "precomputed_agreement",
        "comment_count", "unresolved_comment_count", "last_comment_updated_at", "project", "updated_by",
        "file_upload", "comment_authors")}
    out = {"id": a["id"], "result": a["result"], "created_username": a["created_username"],
           "created_ago": "0\u00a0minutes",  # bytes must not depend on when they are written
           "completed_by": {n: author[n] for n in ("id", "first_name", "last_name", "email")},
           "task": inner}
    for name in ("was_cancelled", "ground_truth", "created_at", "updated_at", "draft_created_at", "lead_time",
                 "import_id", "last_action", "bulk_created", "project", "updated_by", "parent_prediction",
                 "parent_annotation", "last_created_by"):
        out[name] = a[name]
    return compact(out)
