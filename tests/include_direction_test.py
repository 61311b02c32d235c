"""Checks that a room of src/ includes only itself and the rooms below it (ARCHITECTURE.md), that its
folders keep their order, and that the libraries with an owner stay with it. Prints each violation;
exits 1 if there is one.
"""

import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent / "src"

# Room -> rooms directly below. What these include in turn is allowed too.
BELOW = {
    "app": ["api"],
    "api": ["sync", "ml", "webhooks"],
    "ml": ["labeling"],
    "sync": ["labeling", "storage"],
    "webhooks": ["labeling"],
    "labeling": ["db", "net", "crypto", "schema"],
    "storage": ["db", "net", "crypto", "schema"],
    "db": ["base"],
    "net": ["base"],
    "crypto": ["base"],
    "schema": ["base"],
    "base": [],
}

# Room -> its folders, from the lowest: one includes those beside it and below, besides what lies in the
# room itself. Tests stand above all.
FOLDERS = {
    "labeling": [
        {"migrations", "text"},
        {"config"},
        {"accounts", "json", "labels", "ml", "projects", "queue", "storages", "tasks", "webhooks"},
        {"data_manager", "formats"},
    ],
    "storage": [{"http", "layers"}, {"aws", "azure", "google", "redis"}, {"providers"}],
}

# Header prefix -> the only room that may include it.
OWNED = {
    "curl/": "net",
    "boost/asio": "net",
    "boost/beast": "net",
    "sqlite3.h": "db",
    "CLI/": "app",
    "spdlog/": "base",
    "png.h": "labeling",
    "archive.h": "labeling",
    "archive_entry.h": "labeling",
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


def level(room, folder):
    """How high a folder stands; None if nobody said."""
    return next((i for i, level in enumerate(FOLDERS[room]) if folder in level), None)


def disorder(path, header):
    """What is wrong with a file's folder, or with its including this header of its room."""
    room, *below = pathlib.PurePath(path).parts[1:-1]
    if room not in FOLDERS or not below or str(path).endswith("_test.cc"):
        return None
    own = level(room, below[0])
    if own is None:
        return f"{path}: the folder {below[0]} has no place in the order of {room}"
    target = pathlib.PurePath(header).parts
    if target[0] != room or len(target) < 3:
        return None
    other = level(room, target[1])
    if other is None or other <= own:
        return None
    return f"{path}: folder {below[0]} may not include folder {target[1]} ({header})"


def violations(path, text, room):
    allowed = reachable(room)
    for quote, header in INCLUDE.findall(text):
        if quote == '"':
            target = header.split("/")[0]
            if "/" not in header or target not in BELOW:
                yield f"{path}: \"{header}\" is not a path below src/"
            elif target not in allowed:
                yield f"{path}: room {room} may not include room {target} ({header})"
            elif wrong := disorder(path, header):
                yield wrong
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
    misplaced = {
        "labeling/text/x.cc": '#include "labeling/tasks/tasks.h"\n',
        "labeling/config/x.h": '#include "labeling/json/rest_json.h"\n',
        "labeling/unheard/x.h": '#include "base/result.h"\n',
        "storage/http/x.cc": '#include "storage/aws/sigv4.h"\n',
    }
    good = {
        "net/x.cc": '#include "base/result.h"\n#include <vector>\n',
        "labeling/json/x.cc": '#include "labeling/tasks/tasks.h"\n',
        "labeling/text/x_test.cc": '#include "labeling/tasks/tasks.h"\n',
        "labeling/x.cc": '#include "labeling/tasks/tasks.h"\n',
        "storage/aws/x.cc": '#include "storage/object_store.h"\n#include "storage/http/bucket.h"\n',
    }

    def seen(path, text, room=None):
        return list(violations(f"src/{path}", text, room or path.split("/")[0]))

    return (all(seen("x.cc", text, room) for room, text in bad.items())
            and all(seen(path, text) for path, text in misplaced.items())
            and not any(seen(path, text) for path, text in good.items()))


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
