#!/usr/bin/env python3
"""Runs the script on Label Studio and on Millrace and compares what they answered.

    run.py --out DIR                       starts both servers; writes DIR/{label-studio,millrace}.json
    run.py --out DIR --only millrace       starts only that one and keeps the other's file
    run.py --out DIR --part projects …     only these parts of the script
    run.py --out DIR --compare             compares what DIR holds

Needs the environment of tests/compat/requirements.txt, a built Millrace (MILLRACE_BINARY) and the emulators
(MILLRACE_TEST_VENV, MILLRACE_EMULATORS), as `./test compat` sets them.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import traceback

sys.path[:0] = [str(pathlib.Path(__file__).parent), str(pathlib.Path(__file__).parent.parent / "e2e")]
sys.dont_write_bytecode = True

from comparison import compare, split, table  # noqa: E402
from differences import DELIBERATE  # noqa: E402
from parts import PARTS  # noqa: E402
from recorder import Recorder  # noqa: E402

SERVERS = ("label-studio", "millrace")


def run_script(url, token, place, parts):
    recorder = Recorder(url, token, place.words)
    for name in parts:
        try:
            PARTS[name](recorder, place)
            end = None
        except Exception:  # what one server answers must not hide what the other parts see
            end = traceback.format_exc(limit=-3)
        recorder.note(f"{name}: the script's end", error=end)
    return recorder.calls


def record(server_name, out, parts, hold):
    from servers import TOKEN, LabelStudio, Place, Stores, millrace
    with tempfile.TemporaryDirectory(prefix="millrace-compat-") as folder, Stores() as stores:
        work = pathlib.Path(folder)
        files = work / "files"
        place = Place(stores, files, server_name)
        start = LabelStudio if server_name == "label-studio" else millrace
        server = start(work, files, stores.environment())
        try:
            print(f"{server_name} answers at {server.url}", file=sys.stderr, flush=True)
            calls = run_script(server.url, TOKEN, place, parts)
            if hold:
                input(f"{server_name} is still at {server.url}; Enter ends it")
        finally:
            server.stop()
    file = out / f"{server_name}.json"
    if file.exists():  # of the parts that did not run, what an earlier run recorded
        kept = json.loads(file.read_text())
        calls = {name: answers for name, answers in kept.items() if name.split(":")[0] not in parts} | calls
    file.write_text(json.dumps(calls, indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--only", choices=SERVERS)
    parser.add_argument("--part", action="append", choices=list(PARTS))
    parser.add_argument("--compare", action="store_true", help="start nothing")
    parser.add_argument("--hold", action="store_true", help="keep the server until Enter")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    parts = arguments.part or list(PARTS)
    if not arguments.compare:
        for name in [arguments.only] if arguments.only else SERVERS:
            record(name, arguments.out, parts, arguments.hold)
    theirs, ours = (json.loads((arguments.out / f"{name}.json").read_text()) for name in SERVERS)
    if arguments.part:  # what the files hold of the others may be old
        theirs, ours = ({name: answers for name, answers in calls.items() if name.split(":")[0] in parts}
                        for calls in (theirs, ours))
    unexpected, idle = split(compare(theirs, ours), DELIBERATE)
    print(table(unexpected))
    for entry in idle:
        print(f"listed in differences.py, but not seen: {entry}")
    print(f"{len(theirs)} calls, {len(unexpected)} differences that nobody meant, "
          f"{len(DELIBERATE) - len(idle)} of {len(DELIBERATE)} deliberate ones seen")
    return 1 if unexpected or idle else 0


if __name__ == "__main__":
    sys.exit(main())
