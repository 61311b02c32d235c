#!/usr/bin/env python3
"""Prints which methods of label_studio_sdk the script asks, and which it should still ask.

    sdk_coverage.py --records DIR     DIR as run.py wrote it

A method counts if the Label Studio that is installed here serves its request: that is read from the SDK's source and
from Label Studio's own table of addresses. Exits 1 if one is neither asked nor listed in NOT_ASKED.
"""

import argparse
import ast
import collections
import importlib
import inspect
import json
import os
import pathlib
import pkgutil
import sys

import label_studio_sdk

SDK = "label_studio_sdk."

# Method, or "client.*" -> why no part of the script asks it.
NOT_ASKED = {}


def client_of(module):
    """The SDK's name of a client: "projects.exports" of label_studio_sdk.projects.exports.client."""
    return module.removeprefix(SDK).removesuffix(".client").removesuffix(".client_ext").removesuffix(".raw_client")


def name_of(method):
    """"projects.create" of a bound method of a client; None for any other function."""
    module = type(getattr(method, "__self__", None)).__module__
    return f"{client_of(module)}.{method.__name__}" if module.startswith(SDK) else None


def template(node):
    """The path of a request in the SDK's source, a number in place of every value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "1" for part in node.values)
    return None


def requests_of(tree):
    """Name of a method -> (HTTP method, path) of the first request in its source."""
    for kind in tree.body:
        if not isinstance(kind, ast.ClassDef) or not kind.name.startswith("Raw"):
            continue
        for function in kind.body:
            if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
                continue
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("request", "stream") and call.args:
                    verb = next((k.value.value for k in call.keywords if k.arg == "method"), None)
                    path = template(call.args[0])
                    if verb and path:
                        yield function.name, (verb, "/" + path.lstrip("/"))
                        break


def methods():
    """Every method of the SDK that asks a server -> its request."""
    found = {}
    for module in pkgutil.walk_packages(label_studio_sdk.__path__, SDK):
        if module.name.endswith(".raw_client"):
            source = inspect.getsource(importlib.import_module(module.name))
            for name, request in requests_of(ast.parse(source)):
                found[f"{client_of(module.name)}.{name}"] = request
    return found


class LabelStudioAddresses:
    """Which requests Label Studio's open-source edition has a handler for."""

    def __init__(self):
        import label_studio
        os.environ["DJANGO_SETTINGS_MODULE"] = "core.settings.label_studio"
        sys.path.insert(0, str(pathlib.Path(label_studio.__file__).parent))
        import django
        django.setup()
        from django.urls import Resolver404, resolve
        self._resolve, self._missing = resolve, Resolver404

    def serves(self, verb, path):
        for address in (path, path.rstrip("/") + "/"):
            try:
                view = self._resolve(address).func
            except self._missing:
                continue
            actions = getattr(view, "actions", None)  # of a view set
            handlers = actions if actions is not None else dir(getattr(view, "view_class", getattr(view, "cls", None)))
            if verb.lower() in handlers:
                return True
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=pathlib.Path, required=True)
    records = json.loads((parser.parse_args().records / "label-studio.json").read_text())
    asked = collections.Counter(answers[0]["method"] for answers in records.values() if answers[0].get("method"))
    addresses = LabelStudioAddresses()
    served = {name: request for name, request in methods().items() if addresses.serves(*request)}
    for name, (verb, path) in sorted(served.items()):
        print(f"{asked.get(name, 0):4}  {name:45} {verb:6} {path}")
    for name in sorted(set(asked) - set(served)):  # those that ask by other methods
        print(f"{asked[name]:4}  {name}")
    silent = {name for name in served if not asked.get(name)}
    left_out = {name for name in silent if name in NOT_ASKED or name.rsplit(".", 1)[0] + ".*" in NOT_ASKED}
    print(f"{len(records)} questions; {sum(asked.values())} of them by {len(asked)} methods of the SDK, "
          f"{len(served) - len(silent)} of the {len(served)} that Label Studio serves")
    for name in sorted(silent - left_out):
        print(f"not asked: {name}")
    return 1 if silent - left_out else 0


if __name__ == "__main__":
    sys.exit(main())
