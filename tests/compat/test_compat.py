"""Judges what run.py recorded: a difference that is not listed fails, and so does a listed one that is gone.

MILLRACE_COMPAT_RECORDS is the directory that run.py wrote (default build/compat/records)."""

import json
import os
import pathlib
import re
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE))

from comparison import compare, split, table  # noqa: E402
from differences import DELIBERATE  # noqa: E402

RECORDS = pathlib.Path(os.environ.get("MILLRACE_COMPAT_RECORDS", ROOT / "build/compat/records"))
GUIDE = ROOT / "docs/compatibility.md"


def read(name):
    file = RECORDS / f"{name}.json"
    if not file.exists():
        pytest.exit(f"{file} is not there; ./test compat writes it with tests/compat/run.py", returncode=1)
    return json.loads(file.read_text())


THEIRS, OURS = read("label-studio"), read("millrace")
DIFFERENCES = compare(THEIRS, OURS)


@pytest.mark.parametrize("call", list(dict.fromkeys([*THEIRS, *OURS])))
def test_call(call):
    unexpected, _ = split([d for d in DIFFERENCES if d.call == call], DELIBERATE)
    assert not unexpected, "\n" + table(unexpected)


@pytest.mark.parametrize("entry", DELIBERATE, ids=lambda e: f"{e.row} ({e.calls}, {e.at})")
def test_listed_difference_occurs(entry):
    assert any(entry.covers(d) for d in DIFFERENCES), "the servers agree here now; take the entry out"


@pytest.mark.parametrize("section, row", sorted({(e.section, e.row) for e in DELIBERATE}))
def test_listed_difference_is_told(section, row):
    """docs/compatibility.md has a row that begins with `row` below the heading `section`."""
    sections = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GUIDE.read_text(), re.M | re.S))
    cells = [line.split("|")[1].strip() for line in sections.get(section, "").splitlines() if line.startswith("|")]
    assert row in cells


def test_the_script_asks_enough():
    by_sdk = [name for name, answers in THEIRS.items() if any(answer.get("method") for answer in answers)]
    assert len(by_sdk) >= 220
