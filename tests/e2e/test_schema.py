"""The API against its own description: schemathesis asks every operation of /api/schema what it allows and what
it does not, as an administrator and as an annotator. No answer may be a 5xx, a status that is not described, or a
body of another form."""

import pathlib
import subprocess
import sys

import pytest
import requests
from openapi_spec_validator import OpenAPIV31SpecValidator

from server import TOKEN, Server, environment, submit

HERE = pathlib.Path(__file__).resolve().parent
CONFIG = ('<View><Image name="img" value="$image"/><Choices name="c" toName="img"><Choice value="a"/>'
          '<Choice value="b"/></Choices></View>')
CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance",
          "response_schema_conformance", "unsupported_method", "ignored_auth"]
# They end the credentials that the run works with.
ENDS_THE_RUN = "reset-token$|^/logout$|^/api/jwt/settings$|^/api/v1/accounts/(ensure|reset-password)$"
EXAMPLES, SEED = 12, 5


def prepare(server, root):
    """Accounts 2 to 4; projects 1 to 4, each with tasks, annotations, predictions, a source and a target."""
    for number, role in enumerate(("annotator", "manager", "annotator"), start=2):
        made = server.post("/api/v1/accounts", {"email": f"{role}-{number}@example.com", "password": "long-enough-1",
                                                "role": role})
        assert made["id"] == number
    result = [{"from_name": "c", "to_name": "img", "type": "choices", "value": {"choices": ["a"]}}]
    for number in range(1, 5):
        project = server.post("/api/projects", {"title": f"Pictures {number}", "label_config": CONFIG})["id"]
        assert project == number
        server.post(f"/api/projects/{project}/import",
                    [{"data": {"image": f"{project}-{i}.png"}, "annotations": [{"result": result}],
                      "predictions": [{"result": result, "score": 0.5}]} for i in range(3)])
        server.post("/api/dm/views", {"project": project, "data": {"title": "Labeled", "filters": {
            "conjunction": "and", "items": [{"filter": "filter:tasks:total_annotations", "operator": "greater",
                                             "type": "Number", "value": 0}]}}})
        directory = root / str(project)
        directory.mkdir()
        (directory / "a.png").write_bytes(b"a")
        (directory / "b.json").write_text("[1")
        source = {"project": project, "path": str(directory), "use_blob_urls": project != 2}
        made = server.post("/api/storages/localfiles", source)
        server.post(f"/api/storages/localfiles/{made['id']}/sync", {}, expect=200)
        server.post("/api/storages/export/localfiles", {"project": project, "path": str(root / "out" / str(project))})


def make_annotator(server):
    """A member of project 1, whose account no other run touches: its token."""
    email, password = "ann@example.com", "long-enough-1"
    account = server.post("/api/v1/accounts", {"email": email, "password": password, "role": "annotator"})
    server.post("/api/v1/projects/1/members", {"account": account["id"]})
    session = requests.Session()
    assert submit(session, server.url + "/user/login", email=email, password=password).status_code == 302
    return session.get(server.url + "/api/current-user/token", timeout=30).json()["token"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "other").mkdir()
    for number in range(1, 5):
        (root / "out" / str(number)).mkdir(parents=True)
    # What would go elsewhere ends at a port of this machine that nobody listens on.
    nowhere = "http://127.0.0.1:9"
    server = Server(tmp_path_factory.mktemp("data"), "--local-root", root,
                    env={"NO_PROXY": "", "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "http_proxy": nowhere})
    prepare(server, root)
    server.root = root
    server.annotator = make_annotator(server)
    yield server
    assert server.process.poll() is None, "the server ended:\n" + "\n".join(server.lines)
    server.get("/api/current-user/whoami")  # else what was asked last was asked by nobody
    server.kill()


def test_the_document_is_valid(server):
    document = server.get("/api/schema")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
    assert document["openapi"].startswith("3.1")


def schemathesis(server, token, tmp_path, phase, media):
    """Runs one phase of it to its end; what it found is the message of the failure."""
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    done = subprocess.run(
        [str(program), "run", server.url + "/api/schema", "--url", server.url, "-H", f"Authorization: Token {token}",
         "--checks", ",".join(CHECKS), "--phases", phase, "--max-examples", str(EXAMPLES),
         "--seed", str(SEED), "--generation-deterministic", "--no-shrink",
         "--continue-on-failure", "--warnings", "off", "--request-timeout", "20", "--max-redirects", "0",
         "--no-color", "--exclude-path-regex", ENDS_THE_RUN],
        env=environment({"SCHEMATHESIS_HOOKS": "schema_hooks", "PYTHONPATH": str(HERE),
                         "MILLRACE_SCHEMA_ROOT": str(server.root), "MILLRACE_SCHEMA_MEDIA": media}),
        cwd=tmp_path, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout[-20000:] + done.stderr


# All boundaries of all members.
def test_an_administrator_at_the_bounds(server, tmp_path):
    schemathesis(server, TOKEN, tmp_path, "coverage", "json")


# Random values in every form that a body may have.
def test_an_administrator(server, tmp_path):
    schemathesis(server, TOKEN, tmp_path, "fuzzing", "all")


def test_an_annotator(server, tmp_path):
    schemathesis(server, server.annotator, tmp_path, "fuzzing", "all")
