"""Import of tasks in every format, with predictions and annotations inside, and what refuses it."""

import http.server
import json
import threading

from .samples import TEXTS, choice, project

COUNTS = ("task_count", "annotation_count", "prediction_count", "file_upload_ids", "could_be_tasks_list", "found_formats",
          "data_columns", "task_ids")
COUNTS = tuple(name for name in COUNTS if name not in ("file_upload_ids", "task_ids"))
JSON_FILE = json.dumps([{"data": {"text": "a"}}, {"text": "b"}]).encode()

# Words -> (file name, content)
FILES = {
    "JSON": ("tasks.json", JSON_FILE),
    "JSON, one object": ("task.json", b'{"text": "only"}'),
    "JSON lines": ("tasks.jsonl", b'{"text": "a"}\n{"data": {"text": "b"}}\n\n'),
    "CSV": ("tasks.csv", "text,number\nGröße,1\n\"a, b\",2\n".encode()),
    "CSV by semicolons": ("semi.csv", b"text;number\na;1\nb;2\n"),
    "TSV": ("tasks.tsv", b"text\tnumber\na\t1\nb\t2\n"),
    "plain text": ("tasks.txt", b"first line\nsecond line\n\nfourth\n"),
    "broken JSON": ("broken.json", b'[{"text": '),
    "empty JSON": ("empty.json", b"[]"),
    "empty file": ("empty.csv", b""),
    "JSON of numbers": ("numbers.json", b"[1, 2]"),
    "JSON text": ("text.json", b'"x"'),
    "unknown kind": ("tasks.xyz", b"anything"),
    "no kind": ("tasks", b"anything"),
    "CSV of broken UTF-8": ("latin.csv", b"text\n\xff\xfe\n"),
    "executable": ("virus.exe", b"MZ"),
}
LISTS = {
    "wrapped": [{"data": {"text": "a"}}, {"data": {"text": "b"}}],
    "bare": [{"text": "a"}],
    "one object": {"data": {"text": "a"}},
    "one bare object": {"text": "a"},
    "with meta": [{"data": {"text": "a"}, "meta": {"m": 1}}],
    "with annotations": [{"data": {"text": "a"}, "annotations": [{"result": choice("good"), "lead_time": 4.5}]}],
    "with a skipped annotation": [{"data": {"text": "a"}, "annotations": [{"result": choice("good"), "was_cancelled": True}]}],
    "with predictions": [{"data": {"text": "a"}, "predictions": [{"result": choice("bad"), "score": 0.5, "model_version": "m"}]}],
    "empty list": [],
    "numbers": [1, 2],
    "mixed with a number": [{"text": "a"}, 1],
    "key missing": [{"other": "a"}],
    "second lacks the key": [{"text": "a"}, {"other": "a"}],
    "annotations no list": [{"data": {"text": "a"}, "annotations": "x"}],
    "annotations without result": [{"data": {"text": "a"}, "annotations": [{"lead_time": 1}]}],
    "annotation of a wrong type": [{"data": {"text": "a"}, "annotations": [3]}],
    "predictions no list": [{"data": {"text": "a"}, "predictions": 5}],
    "prediction without result": [{"data": {"text": "a"}, "predictions": [{"score": 1}]}],
    "prediction of an unknown control": [{"data": {"text": "a"}, "predictions": [{"result": [
        {"from_name": "no", "to_name": "text", "type": "choices", "value": {"choices": ["x"]}}]}]}],
    "prediction of an unknown choice": [{"data": {"text": "a"}, "predictions": [{"result": choice("nope")}]}],
    "score of a wrong type": [{"data": {"text": "a"}, "predictions": [{"result": choice("bad"), "score": "high"}]}],
    "data a text": [{"data": "x"}],
    "data null": [{"data": None}],
}


class Files(http.server.BaseHTTPRequestHandler):
    """Serves FILES by name, for imports by URL."""

    def do_GET(self):
        body = dict(FILES.values()).get(self.path.lstrip("/"))
        self.send_response(200 if body is not None else 404)
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_):
        pass


def run(r, place):
    home = project(r, "Imports")
    path = f"/api/projects/{home}/import"
    r.call("imports: by the SDK", r.sdk.projects.import_tasks, home, request=[{"text": "a"}, {"text": "b"}], same=COUNTS)
    r.call("imports: by the SDK, ids returned", r.sdk.projects.import_tasks, home, request=[{"text": "a"}],
           return_task_ids=True, same=COUNTS)
    r.call("imports: by the SDK, some as predictions", r.sdk.projects.import_tasks, home,
           request=[{"text": "a", "kind": "good"}], preannotated_from_fields=["kind"], same=COUNTS)
    for words, body in LISTS.items():
        r.ask(f"imports: list, {words}", "POST", path, json=body, same=COUNTS)
    r.ask("imports: bulk path", "POST", f"/api/projects/{home}/tasks/bulk/", json=[{"text": "a"}], same=COUNTS)
    for words, (name, body) in FILES.items():
        r.ask(f"imports: file, {words}", "POST", path, files={"file": (name, body)}, same=COUNTS)
    r.ask("imports: file, two at once", "POST", path, same=COUNTS,
          files=[("a", ("one.json", JSON_FILE)), ("b", ("two.csv", b"text\nx\n"))])
    r.ask("imports: file, too many at once", "POST", path,
          files=[("f", (f"{i}.json", JSON_FILE)) for i in range(101)])
    r.ask("imports: file, kept back", "POST", path + "?commit_to_project=false", files={"file": ("k.json", JSON_FILE)},
          same=COUNTS)
    r.ask("imports: form without a file", "POST", path, files={}, data={"x": "y"})
    r.ask("imports: no body", "POST", path)
    r.ask("imports: broken JSON", "POST", path, data=b'[{"text": ', send={"Content-Type": "application/json"})
    r.ask("imports: wrong content type", "POST", path, data=b"<a/>", send={"Content-Type": "application/xml"})
    r.ask("imports: into an unknown project", "POST", "/api/projects/99999/import", json=[{"text": "a"}])
    r.ask("imports: strict predictions, unknown project", "POST", "/api/projects/99999/import/predictions", json=[])

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    web = f"http://127.0.0.1:{server.server_port}"
    for words, address in {"JSON": "/tasks.json", "CSV": "/tasks.csv", "not found": "/nothing.json"}.items():
        r.ask(f"imports: by URL, {words}", "POST", path, data={"url": web + address}, same=COUNTS)
    r.ask("imports: by URL, no address", "POST", path, data={"url": "no address"})
    r.ask("imports: by URL, another scheme", "POST", path, data={"url": "file:///etc/passwd"})
    server.shutdown()

    ids = sorted(task.id for task in r.sdk.tasks.list(project=home))
    r.call("imports: predictions", r.sdk.projects.import_predictions, home,
           request=[{"task": ids[0], "result": choice("good"), "score": 0.75, "model_version": "v2"}], same=("created",))
    for words, body in {
        "unknown task": [{"task": 999999, "result": choice("good")}], "no task": [{"result": choice("good")}],
        "empty": [], "an object": {"task": ids[0]}, "unknown control": [{"task": ids[0], "result": [
            {"from_name": "no", "to_name": "text", "type": "choices", "value": {"choices": ["x"]}}]}],
        "short form": [{"task": ids[0], "result": {"kind": "good"}}],
    }.items():
        r.ask(f"imports: predictions, {words}", "POST", f"/api/projects/{home}/import/predictions", json=body)
    r.call("imports: project after all", r.sdk.projects.get, home,
           same=("task_number", "total_annotations_number", "total_predictions_number", "finished_task_number"))

    r.call("imports: state of an unknown one", r.sdk.tasks.create_many_status, home, 999999)

    bare = r.sdk.projects.create(title="No config").id
    r.ask("imports: without a config", "POST", f"/api/projects/{bare}/import", json=[{"anything": 1}], same=COUNTS)
    r.ask("imports: config that the tasks do not fit", "PATCH", f"/api/projects/{bare}/", json={"label_config": TEXTS},
          same=("parsed_label_config",))
