"""Asks a Label Studio what it makes of the label configs here, and writes the answers beside them.

    record.py http://127.0.0.1:8080 TOKEN

good.txt and bad.txt hold a name and a config on each line. Needed again only when they change; the unit test of
src/labeling holds Millrace to the answers."""

import json
import pathlib
import sys
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent


def ask(url, token, method, path, body=None):
    request = urllib.request.Request(url + path, json.dumps(body).encode() if body is not None else None,
                                     {"Authorization": "Token " + token, "Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or "null")


def configs(name):
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        title, config = line.split(": ", 1)
        yield title, config


def main(url, token):
    good, bad = [], []
    for title, config in configs("good.txt"):
        status, project = ask(url, token, "POST", "/api/projects/", {"title": title[:50], "label_config": config})
        assert status == 201, (title, project)
        ask(url, token, "DELETE", f"/api/projects/{project['id']}/")
        good.append({"name": title, "config": config, "parsed": project["parsed_label_config"],
                     "weights": project["control_weights"], "suits_bulk": project["config_suitable_for_bulk_annotation"]})
    for title, config in configs("bad.txt"):
        status, said = ask(url, token, "POST", "/api/projects/validate/", {"label_config": config})
        assert status == 400, (title, status, said)
        bad.append({"name": title, "config": config, "words": said["label_config"][0]})
    for name, answers in (("good.json", good), ("bad.json", bad)):
        lines = ",\n".join(json.dumps(answer, ensure_ascii=False) for answer in answers)
        (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    print(len(good), "good,", len(bad), "bad")


if __name__ == "__main__":
    main(*sys.argv[1:])
