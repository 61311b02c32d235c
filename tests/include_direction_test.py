"""Checks that a room of src/ includes only itself and the rooms below it (ARCHITECTURE.md), and that
the libraries with an owner stay with it. Prints each violation; exits 1 if there is one.
"""

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "src"

# Room -> rooms directly below. What these include in turn is allowed too.
BELOW = {
    "app": ["api"],
    "api": ["sync"],
    "sync": ["labeling", "storage"],
    "labeling": ["db", "net", "crypto", "schema"],
    "storage": ["db", "net", "crypto", "schema"],
    "db": ["base"],
    "net": ["base"],
    "crypto": ["base"],
    "schema": ["base"],
    "base": [],
}

# Header prefix -> the only room that may include it.
OWNED = {
    "curl/": "net",
    "boost/asio": "net",
    "boost/beast": "net",
    "sqlite3.h": "db",
    "CLI/": "app",
    "spdlog/": "base",
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def reachable(room):
    found, todo = {room}, [room]
    while todo:
        for below in BELOW[todo.pop()]:
            if below not in found:
                found.add(below)
                todo.append(below)
    return found


def violations(path, text, room):
    allowed = reachable(room)
    for quote, header in INCLUDE.findall(text):
        if quote == '"':
            target = header.split("/")[0]
            if "/" not in header or target not in BELOW:
                yield f"{path}: \"{header}\" is not a path below src/"
            elif target not in allowed:
                yield f"{path}: room {room} may not include room {target} ({header})"
        else:
            for prefix, owner in OWNED.items():
                if header.startswith(prefix) and room != owner:
                    yield f"{path}: only room {owner} may include <{header}>"


def self_test():
    """The checker must see what it is for."""
    bad = {
        "storage": '#include "labeling/tasks.h"\n',
        "labeling": '#include "storage/provider.h"\n',
        "base": '#include "net/url.h"\n',
        "sync": "#include <curl/curl.h>\n",
        "api": '#include "server.h"\n',
    }
    return all(list(violations("x", text, room)) for room, text in bad.items()) and not list(
        violations("x", '#include "base/result.h"\n#include <vector>\n', "net"))


def main():
    if not self_test():
        print("The checker does not see violations any more.")
        return 1
    found = []
    seen = 0
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix not in (".h", ".cc"):
            continue
        seen += 1
        room = path.relative_to(SOURCE).parts[0]
        if room not in BELOW:
            found.append(f"{path}: {room} is not a room of the house")
            continue
        found += violations(path.relative_to(SOURCE.parent), path.read_text(), room)
    for line in found:
        print(line)
    print(f"{seen} files, {len(found)} violations")
    return 1 if found or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
