"""Sign-up and sign-in by the pages' forms, and what a session's cookie may do."""

import re

import requests

PASSWORD = "river-mill-7"


def form_token(session, url):
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', session.get(url, timeout=60).text)
    return found.group(1) if found else ""


def submit(recorder, name, session, path, token=True, **fields):
    if token:
        fields["csrfmiddlewaretoken"] = form_token(session, recorder.url + path)
    recorder.ask(name, "POST", path, session=session, body=False, headers=("Location",), data=fields)
    who = session.get(recorder.url + "/api/current-user/whoami", timeout=60)
    recorder.note(name + ", who that is", signed_in=who.json()["email"] if who.status_code == 200 else None)


def run(r, place):
    guest = requests.Session()
    r.ask("forms: sign-up page", "GET", "/user/signup/", body=False, session=guest)
    r.ask("forms: sign-in page", "GET", "/user/login/", body=False, session=guest)
    submit(r, "forms: sign-up without its token", requests.Session(), "/user/signup/", token=False,
           email="form@example.com", password=PASSWORD)
    submit(r, "forms: sign-up, password too short", requests.Session(), "/user/signup/",
           email="form@example.com", password="short")
    submit(r, "forms: sign-up, no e-mail address", requests.Session(), "/user/signup/",
           email="no-address", password=PASSWORD)
    new = requests.Session()
    submit(r, "forms: sign-up", new, "/user/signup/", email="form@example.com", password=PASSWORD)
    submit(r, "forms: sign-up, address taken", requests.Session(), "/user/signup/",
           email="form@example.com", password=PASSWORD)
    r.ask("forms: whoami by cookie", "GET", "/api/current-user/whoami", session=new, same=("email",))
    r.ask("forms: create project by cookie, no token of a form", "POST", "/api/projects/", session=new,
          json={"title": "By cookie"}, same=("title",))
    r.ask("forms: sign-in page when signed in", "GET", "/user/login/", body=False, session=new, headers=("Location",))
    r.ask("forms: sign-out", "GET", "/logout/", body=False, session=new, headers=("Location",))
    r.ask("forms: whoami after sign-out", "GET", "/api/current-user/whoami", session=new)
    submit(r, "forms: sign-in, wrong password", requests.Session(), "/user/login/",
           email="form@example.com", password="wrong-mill-7")
    submit(r, "forms: sign-in, unknown address", requests.Session(), "/user/login/",
           email="nobody@example.com", password=PASSWORD)
    submit(r, "forms: sign-in", requests.Session(), "/user/login/", email="form@example.com", password=PASSWORD)
    submit(r, "forms: sign-in, to a page of ours", requests.Session(), "/user/login/?next=/projects/",
           email="form@example.com", password=PASSWORD)
    submit(r, "forms: sign-in, to a foreign host", requests.Session(), "/user/login/?next=https://evil.example/",
           email="form@example.com", password=PASSWORD)
    r.ask("forms: page without a session", "GET", "/projects/", body=False, session=requests.Session(),
          headers=("Location",))
