"""What any route refuses: wrong types, unknown paths, methods and content types, bodies that are too large."""

from .samples import project


def run(r, place):
    home = project(r, "Refusals")
    json_head = {"Content-Type": "application/json"}
    for words, body in {"broken": b'{"title": ', "two values": b"{} {}", "no UTF-8": b'{"title": "\xff"}', "a number": b"3",
                        "null": b"null", "a text": b'"x"', "nothing": b"", "NaN": b'{"title": NaN}',
                        "deep": b"[" * 3000 + b"]" * 3000}.items():
        r.ask(f"refusals: body, {words}", "POST", "/api/projects/", data=body, send=json_head)
    for words, kind in {"XML": "application/xml", "text": "text/plain", "none of the known": "application/x-magic"}.items():
        r.ask(f"refusals: content type, {words}", "POST", "/api/projects/", data=b"x", send={"Content-Type": kind})
    r.ask("refusals: content type, JSON with a charset", "POST", "/api/projects/", data=b'{"title": "Charset"}',
          send={"Content-Type": "application/json; charset=utf-8"}, same=("title",))
    for method, path in (("PUT", "/api/projects/"), ("DELETE", "/api/current-user/whoami"), ("POST", "/health"),
                         ("PATCH", "/api/tasks/"), ("POST", "/api/projects/1/summary/")):
        r.ask(f"refusals: method, {method} {path}", method, path)
    r.ask("refusals: path unknown", "GET", "/api/no-such-thing/", body=False)
    r.ask("refusals: path unknown, without sign-in", "GET", "/api/no-such-thing/", token=False, body=False)
    for words, path in {"too large": "/api/projects/99999999999999999999/", "negative": "/api/projects/-1/",
                        "a word": "/api/projects/abc/", "zero": "/api/projects/0/"}.items():
        r.ask(f"refusals: id, {words}", "GET", path, body=False)
    r.ask("refusals: slash left out", "GET", f"/api/projects/{home}", body=False)
    r.ask("refusals: slash left out, list", "GET", "/api/projects", body=False)
    r.ask("refusals: slash left out, POST", "POST", "/api/projects", json={"title": "No slash"}, same=("title",))
    r.ask("refusals: slash too many", "GET", f"/api/projects/{home}/export/formats/", body=False)
    r.ask("refusals: OPTIONS", "OPTIONS", "/api/projects/", body=False)
    r.ask("refusals: HEAD", "HEAD", "/api/projects/", body=False)
    r.ask("refusals: text with a NUL", "POST", "/api/projects/", json={"title": "a\u0000b"})
    r.ask("refusals: lone surrogate", "POST", "/api/projects/", data=b'{"title": "abc \\ud800"}', send=json_head)
    r.ask("refusals: huge number", "PATCH", f"/api/projects/{home}/", json={"maximum_annotations": 10 ** 30})
    r.ask("refusals: title of a number", "POST", "/api/projects/", json={"title": 12345}, same=("title",))
    r.ask("refusals: schema", "GET", "/api/schema/", body=False, token=False)
    r.ask("refusals: documentation", "GET", "/docs/api/", body=False, token=False)
