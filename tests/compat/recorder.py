"""Asks one server, by label_studio_sdk where it has a call and by plain HTTP elsewhere, and keeps what of
each answer two servers must have in common."""

import json

import httpx
import requests
from label_studio_sdk.client import LabelStudio

from sdk_coverage import name_of
from shapes import pick, types_by_place

REDIRECTS = (301, 302, 307, 308)


class Recorder:
    """`calls`: name -> list of answers {status, type, places, same, headers}. One thread at a time."""

    def __init__(self, url, token, own_words):
        """`own_words`: text that only this server's answers hold (names of buckets, ports) -> what is kept for it."""
        self.url, self.token = url.rstrip("/"), token
        self._own_words = {self.url: "URL", **own_words}
        self.calls = {}
        self._answers = []
        self.sdk = self.client(token)

    def client(self, token):
        """The SDK as `token` (a legacy token or a refresh token); its answers are recorded here."""
        transport = httpx.Client(timeout=180, follow_redirects=True, trust_env=False,
                                 event_hooks={"response": [self._seen]})
        return LabelStudio(base_url=self.url, api_key=token, httpx_client=transport, max_retries=0)

    def _seen(self, response):
        if response.status_code not in REDIRECTS:
            response.read()
            self._answers.append(response)

    def call(self, name, method, *arguments, same=(), body=True, **options):
        """Calls a method of the SDK. Returns what it returned, a pager or stream as a list, or the
        exception that it raised. `same`: places whose values must be equal; of a refusal everything.
        `body=False`: what the answer holds is not compared."""
        self._answers = []
        try:
            outcome = method(*arguments, **options)
            if hasattr(outcome, "__next__") or type(outcome).__name__.startswith("SyncPager"):
                outcome = list(outcome)
        except Exception as raised:  # the SDK's own, or one of pydantic: part of what is compared
            outcome = raised
        answers = [self._answer(a.status_code, a.headers, a.content, same, (), body) for a in self._answers]
        error = type(outcome).__name__ if isinstance(outcome, Exception) else None
        self._keep(name, answers or [{"status": None}], error, name_of(method))
        return outcome

    def ask(self, name, method, path, same=(), headers=(), body=True, session=None, token=True, **options):
        """One request. Returns the answer of `requests`. `headers`: names whose values must be equal;
        `session`: asks by its cookies instead of the token."""
        options.setdefault("timeout", 180)
        options.setdefault("allow_redirects", False)
        sent = dict(options.pop("send", {}))
        if token and session is None:
            sent.setdefault("Authorization", f"Token {self.token if token is True else token}")
        answer = (session or requests).request(method, self.url + path, headers=sent, **options)
        self._keep(name, [self._answer(answer.status_code, answer.headers, answer.content, same, headers, body)])
        return answer

    def told(self, name, path, body):
        """Keeps what the server sent of its own accord: a JSON object. The rows in it are compared too, the project
        member by member."""
        same = {"*": pick(body, "*")} | {row: pick(body[row], "*") for row in ("task", "annotation") if row in body}
        same |= {f"project.{member}": value for member, value in pick(body.get("project", {}), "*").items()}
        self._keep(name, [{"status": "told", "type": path, "same": self.without_own_words(same),
                           "places": {place: sorted(types) for place, types in types_by_place(body).items()}}])

    def note(self, name, **facts):
        """Keeps facts that were worked out from several answers."""
        self._keep(name, [{"status": "noted", "same": facts}])

    def _answer(self, status, headers, content, same, header_names, body):
        kind = headers.get("content-type", "").split(";")[0]
        answer = {"status": status, "type": kind, "places": {}, "same": {},
                  "headers": {name: headers.get(name) for name in header_names}}
        if not body or not content:
            answer["type"] = kind if content else ""
            return answer
        if kind.endswith("json"):
            value = json.loads(content)
            answer["places"] = {place: sorted(types) for place, types in types_by_place(value).items()}
            if status >= 400:
                same = ("refusal",)
            answer["same"] = {place: self.without_own_words(pick(value, place)) for place in same}
        elif same == ("text",):
            answer["same"]["text"] = content.decode()
        return answer

    def without_own_words(self, value):
        text = json.dumps(value)
        for word, kept in self._own_words.items():
            text = text.replace(word, kept)
        return json.loads(text)

    def _keep(self, name, answers, error=None, method=None):
        """`method`: the SDK's that asked."""
        assert name not in self.calls, f"two calls are named {name!r}"
        self.calls[name] = [dict(answer, error=error, method=method) for answer in answers]
