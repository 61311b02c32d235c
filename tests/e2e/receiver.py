"""An address that webhooks tell what happens."""

import hashlib
import hmac
import http.server
import json
import threading
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    path: str
    headers: dict  # names in lower case
    text: bytes
    status: int  # what was answered

    @property
    def body(self):
        return json.loads(self.text)

    @property
    def event(self):
        return self.headers["x-millrace-event-id"]

    def is_signed_by(self, secret):
        """As a receiver checks it."""
        parts = dict(part.split("=", 1) for part in self.headers["x-millrace-signature"].split(","))
        expected = hmac.new(secret.encode(), parts["t"].encode() + b"." + self.text, hashlib.sha256).hexdigest()
        return hmac.compare_digest(parts["v1"], expected) and abs(time.time() - int(parts["t"])) < 300


class Receiver:
    """Takes every POST. A context. `status` is asked what to answer: status(path, how many came before)."""

    def __init__(self, status=lambda path, before: 200):
        self._status = status
        self._told = []
        self._taken = {}  # path -> how many take() gave
        self._changed = threading.Condition()

    def __enter__(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                with outer._changed:
                    status = outer._status(self.path, len(outer._told))
                    outer._told.append(Told(self.path, headers, text, status))
                    outer._changed.notify_all()
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", outer.url + "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def told(self, path):
        """All that came to this path so far."""
        with self._changed:
            return [one for one in self._told if one.path == path]

    def take(self, path, most=30):
        """The next that came to this path. None if nothing comes for `most` seconds."""
        with self._changed:
            number = self._taken.get(path, 0)
            came = self._changed.wait_for(lambda: sum(t.path == path for t in self._told) > number, most)
            if not came:
                return None
            self._taken[path] = number + 1
            return [one for one in self._told if one.path == path][number]
