"""What every window of the tests is started with and watched for."""

import os
import re
import urllib.parse

import requests

from server import submit

CHROMIUM = os.environ.get("MILLRACE_CHROMIUM", "/usr/bin/chromium")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"]


def sign_in(context, server, email, password):
    """Fills in the sign-in form and gives the window its cookies."""
    session = requests.Session()
    answer = submit(session, server.url + "/user/login/", email=email, password=password)
    assert answer.status_code == 302, answer.text[:500]
    host = urllib.parse.urlsplit(server.url).hostname
    context.add_cookies([{"name": c.name, "value": c.value, "domain": host, "path": "/"} for c in session.cookies])


class Watch:
    """Collects what a page must not do."""

    def __init__(self, context, server):
        self._allowed = []
        self._seen = []
        self._hosts = {urllib.parse.urlsplit(server.url).netloc}
        if base := os.environ.get("MILLRACE_WEB_URL"):
            self._hosts.add(urllib.parse.urlsplit(base).netloc)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._seen.append(f"thrown: {error.error}"))
        context.on("request", self._request)

    def allow(self, *patterns):
        """Errors that the test provokes, as regular expressions."""
        self._allowed += patterns

    def allow_host(self, *endpoints):
        """Stores that the project uses: http://127.0.0.1:9000."""
        self._hosts |= {urllib.parse.urlsplit(e).netloc for e in endpoints}

    def _console(self, message):
        if message.type == "error":
            self._seen.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        parts = urllib.parse.urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self._hosts:
            self._seen.append(f"request to another host: {request.url}")

    def problems(self):
        return [p for p in self._seen if not any(re.search(a, p) for a in self._allowed)]
