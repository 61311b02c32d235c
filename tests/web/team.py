"""A team and its work, for the pictures: people, projects, buckets full of photographs. These are those of scikit-image
that are in the public domain or CC0."""

import io
import random

import requests
from PIL import Image, ImageOps

from expected import compact
from fixtures import package_directory
from server import PASSWORD, submit

PEOPLE = [("Ann", "Ferro"), ("Jun", "Mori"), ("Lena", "Vogt")]
OBJECTS = """<View>
  <Image name="photo" value="$image" zoom="true"/>
  <RectangleLabels name="object" toName="photo" strokeWidth="3">
    <Label value="Cup" background="#2e66b2"/>
    <Label value="Saucer" background="#3c8c5a"/>
    <Label value="Spoon" background="#ecb028"/>
    <Label value="Cat" background="#7a4fb0"/>
    <Label value="Rocket" background="#c83c32"/>
  </RectangleLabels>
</View>"""
MOODS = """<View>
  <Text name="review" value="$text"/>
  <Choices name="mood" toName="review" choice="single">
    <Choice value="Positive"/>
    <Choice value="Neutral"/>
    <Choice value="Negative"/>
  </Choices>
</View>"""
REVIEWS = ["Arrived two days early and works as described.", "The lid does not close any more after a week.",
           "Good for the price.", "Support answered within an hour, thank you!", "Wrong colour, but I kept it."]
# The photograph that is labeled, a whole one, and where its things are, in parts of it.
LABELED = 34
THINGS = [("Spoon", (0.535, 0.56), (0.685, 0.83)), ("Cup", (0.28, 0.03), (0.695, 0.78)),
          ("Saucer", (0.12, 0.16), (0.805, 0.975))]


def photographs():
    """A day of a camera: whole photographs and parts of them, newest last."""
    folder = package_directory("skimage") / "data"
    chance = random.Random(7)
    whole = [Image.open(folder / name).convert("RGB")
             for name in ("chelsea.png", "coffee.png", "rocket.jpg")]
    shots = []
    for number in range(64):
        picture = whole[number % len(whole)]
        if number != LABELED:
            part = chance.uniform(0.6, 0.95)
            width, height = int(picture.width * part), int(picture.height * part)
            left, top = chance.randint(0, picture.width - width), chance.randint(0, picture.height - height)
            picture = picture.crop((left, top, left + width, top + height))
            picture = ImageOps.mirror(picture) if chance.random() < 0.5 else picture
        body = io.BytesIO()
        picture.save(body, "JPEG", quality=88)
        shots.append((f"photos/cam-0{number % 4 + 1}/03{2 + number // 8:02}-{1000 + number * 7}.jpg",
                      body.getvalue()))
    return shots


class Team:
    """Accounts with names, who annotate over REST as the browser would."""

    def __init__(self, server):
        self.server = server
        self.sessions, self.accounts = [], []
        for first, last in PEOPLE:
            email = f"{first.lower()}@example.com"
            made = server.post("/api/v1/accounts", {"email": email, "password": PASSWORD, "role": "manager",
                                                    "first_name": first, "last_name": last})
            self.accounts.append(made["id"])
            session = requests.Session()
            assert submit(session, server.url + "/user/login/", email=email, password=PASSWORD).status_code == 302
            self.sessions.append(session)
        self.chance = random.Random(3)

    def annotate(self, task, result):
        session = self.chance.choice(self.sessions)
        answer = session.post(f"{self.server.url}/api/tasks/{task}/annotations",
                              json={"result": result, "lead_time": round(self.chance.uniform(6, 40), 1)}, timeout=30)
        assert answer.status_code == 201, answer.text[:500]
        return answer.json()["id"]


def box(label, start, end):
    return {"type": "rectanglelabels", "from_name": "object", "to_name": "photo", "original_width": 600,
            "original_height": 400, "value": {"x": start[0] * 100, "y": start[1] * 100, "rotation": 0,
            "width": (end[0] - start[0]) * 100, "height": (end[1] - start[1]) * 100, "rectanglelabels": [label]}}


def mood(name):
    return [{"type": "choices", "from_name": "mood", "to_name": "review", "value": {"choices": [name]}}]


def text_project(server, team, tasks, done, **settings):
    """Its number, and those of its annotations."""
    project = server.post("/api/projects", {"label_config": MOODS, **settings})["id"]
    data = [{"data": {"text": REVIEWS[i % len(REVIEWS)]}} for i in range(tasks)]
    ids = server.post(f"/api/projects/{project}/import?return_task_ids=1", data)["task_ids"]
    return project, [team.annotate(task, mood("Positive")) for task in ids[:done]]


def fill_buckets(stub):
    for bucket in ("field-photos", "partner-tasks", "field-labels"):
        stub.make_bucket(bucket)
    for key, body in photographs():
        stub.put("field-photos", key, body)
    stub.put("field-photos", "photos/readme.txt", b"Cameras 1 to 4, north side.")
    stub.fill("field-photos", "photos/raw/", 24_000, "")
    for i in range(5):
        stub.put("partner-tasks", f"{i:04}.json", compact({"image": "s3://field-photos/" + photographs()[i][0]}))
    stub.put("partner-tasks", "0005.json", b'{"image": "s3://field-photos/photos/cam')
    stub.put("partner-tasks", "0006.json", b"")
