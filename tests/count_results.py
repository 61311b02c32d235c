"""Sums the results that ./test left in a directory.

count_results.py DIRECTORY [STAGE]

Reads JUnit XML (GoogleTest, pytest) and empty files NAME.passed / NAME.failed. A NAME.failed beside
XML without a failure means that the program died, and counts as one failure. Prints
"N passed, N failed", and how many were not run; exits 1 if anything failed.
"""

import os
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count_xml(path):
    """Passed, failed and skipped cases of one file; nothing if it is cut off."""
    passed = failed = skipped = 0
    try:
        cases = list(ElementTree.parse(path).iter("testcase"))
    except ElementTree.ParseError:
        return 0, 0, 0
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None or case.get("result") == "skipped":
            skipped += 1
        elif case.get("status") == "notrun":  # disabled by name
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main():
    directory = pathlib.Path(sys.argv[1])
    prefix = sys.argv[2] if len(sys.argv) > 2 else ""
    passed = failed = skipped = 0
    files = [f for f in sorted(directory.iterdir())
             if not prefix or f.name.startswith((prefix + "-", prefix + "."))]
    for file in files:
        if file.suffix == ".xml":
            p, f, s = count_xml(file)
            passed, failed, skipped = passed + p, failed + f, skipped + s
        elif file.suffix == ".passed":
            passed += 1
        elif file.suffix == ".failed":
            xml = file.with_suffix(".xml")
            if not xml.exists() or count_xml(xml)[1] == 0:
                failed += 1
    if passed + failed + skipped == 0:
        failed = 1  # nothing ran: that is no success
    if os.environ.get("MILLRACE_NO_SKIP") == "1":
        failed, skipped = failed + skipped, 0
    if skipped:
        print(f"({skipped} not run)", end=" " if prefix else "\n")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed and not prefix else 0


if __name__ == "__main__":
    sys.exit(main())
