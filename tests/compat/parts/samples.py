"""What the parts label, and who besides the script's own account."""

import re

import requests

TEXTS = """<View><Text name="text" value="$text"/>
<Choices name="kind" toName="text"><Choice value="good"/><Choice value="bad"/></Choices></View>"""
PICTURES = """<View><Image name="image" value="$image"/>
<RectangleLabels name="box" toName="image"><Label value="Cat"/><Label value="Dog"/></RectangleLabels></View>"""


def choice(value):
    return [{"id": "r1", "from_name": "kind", "to_name": "text", "type": "choices", "value": {"choices": [value]}}]


def box(label, x=10):
    return [{"id": "b1", "from_name": "box", "to_name": "image", "type": "rectanglelabels", "original_width": 600,
             "original_height": 400, "image_rotation": 0,
             "value": {"x": x, "y": 10, "width": 20, "height": 25.5, "rotation": 0, "rectanglelabels": [label]}}]


def project(recorder, title, label_config=TEXTS, **settings):
    """A new project, without being a recorded call; its id."""
    return recorder.sdk.projects.create(title=title, label_config=label_config, **settings).id


def tasks(recorder, project_id, count, **members):
    """Tasks of a text each; their ids in ascending order."""
    recorder.sdk.projects.import_tasks(
        project_id, request=[{"data": {"text": f"text {i}"}, **members} for i in range(count)])
    return sorted(task.id for task in recorder.sdk.tasks.list(project=project_id))


def person(recorder, name):
    """Somebody else, signed up and in by the forms: a session."""
    session = requests.Session()
    page = session.get(recorder.url + "/user/signup/", timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    session.post(recorder.url + "/user/signup/", timeout=60, data={
        "csrfmiddlewaretoken": token, "email": f"{name}@example.com", "password": "river-mill-7"})
    return session
