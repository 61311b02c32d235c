"""Makes the modules of this folder and their fixtures known."""

import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from fixtures import *  # noqa: E402, F403
from server import BINARY  # noqa: E402


def pytest_configure():
    if not BINARY.exists():
        pytest.exit(f"{BINARY} is not built; ./test e2e builds it", returncode=1)
