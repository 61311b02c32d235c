"""What schemathesis is told about this server, loaded by it (SCHEMATHESIS_HOOKS).

Random ids name nothing, so most numbers are mapped to what test_schema.py prepared: 1 and 2 are worked
with, 3 and 4 may be deleted. Storages are directories of this machine, so nothing leaves it."""

import os

import schemathesis

ROOT = os.environ["MILLRACE_SCHEMA_ROOT"]
IDS = ("project", "task", "annotation", "id", "parent_prediction", "parent_annotation")


# Account 1 is whoever runs this, and must stay what it is.
ACCOUNTS = ("/users", "/accounts", "/memberships", "/members")


def near(number, path, method):
    """An id that exists, but for one number in five."""
    own = method != "GET" and any(word in path for word in ACCOUNTS)
    if own and str(number).strip() == "1":
        return 3
    if not isinstance(number, int) or isinstance(number, bool) or number % 5 == 4:
        return number
    first = 3 if method == "DELETE" or own else 1
    return first + number % 2


def at_home(body, path):
    """A body whose storage, if it names one, is a directory below ROOT."""
    body = dict(body)
    if "/storages" in path:
        if path.startswith("/api/v1/"):
            if isinstance(body.get("kind"), str):
                body["kind"] = "local"
            if isinstance(body.get("params"), dict):
                body["params"] = at_home(body["params"], "/storages")
        if isinstance(body.get("path"), str):
            body["path"] = ROOT if len(body["path"]) % 2 else ROOT + "/other"
        # Any path of the machine, and the program would write there.
        body.pop("project_path", None)
    return body


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Fewer cases of one sort: storages come in as directories only, and the phase that goes through all values of
    all members sends JSON."""
    for name, schema in raw_schema["components"]["schemas"].items():
        kinds = [kind for kind in schema.get("anyOf", []) if kind.get("$ref", "").endswith("Localfiles")]
        if kinds and name not in ("Source", "Target"):  # those only go out
            schema["anyOf"] = kinds
    if os.environ["MILLRACE_SCHEMA_MEDIA"] == "json":
        for path in raw_schema["paths"].values():
            for operation in path.values():
                content = operation.get("requestBody", {}).get("content", {})
                if "application/json" in content:
                    operation["requestBody"]["content"] = {"application/json": content["application/json"]}


@schemathesis.hook
def before_call(context, case, kwargs):
    path, method = case.operation.path, case.method.upper()
    values = case.path_parameters or {}
    for name, value in values.items():
        if name == "kind" and method != "GET":
            values[name] = "localfiles"
        elif name == "job":
            values[name] = "j1" if len(str(value)) % 2 else value
        else:
            values[name] = near(value, path, method)
    query = case.query
    if isinstance(query, dict):
        for name in IDS:
            if name in query:
                query[name] = near(query[name], path, method)
    if isinstance(case.body, dict):
        case.body = at_home(case.body, path)
        # Addresses are learned from answers.
        if str(case.body.get("email", "")).strip().lower() == "admin@example.com":
            case.body["email"] = "manager-3@example.com"
        for name in IDS:
            if name in case.body:
                case.body[name] = near(case.body[name], path, method)
