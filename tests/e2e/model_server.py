"""The example server of label-studio-ml with the model of ml_backend/, in the environment that its requirements make."""

import os
import pathlib
import subprocess

import pytest

from program import Program, free_port
from server import ROOT, environment

VENV = pathlib.Path(os.environ.get("MILLRACE_ML_VENV", ROOT / "build/ml-venv"))
MODEL = ROOT / "tests/e2e/ml_backend/model.py"


class ModelServer:
    """Ready when the constructor returns. A context."""

    def __init__(self, work):
        if not (VENV / "bin/label-studio-ml").exists():
            pytest.skip(f"label-studio-ml is not at {VENV}; ./test e2e installs it, MILLRACE_ML_VENV names another place")
        work = pathlib.Path(work)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        subprocess.run([VENV / "bin/label-studio-ml", "init", "server", "--script", f"{MODEL}:Small", "--root-dir", work],
                       check=True, capture_output=True, timeout=60)
        self.program = Program(
            [VENV / "bin/python", "server/_wsgi.py", "--host", "127.0.0.1", "--port", str(port)],
            work / "model-server.log", self.url + "/health", 60, cwd=work,
            env=environment({"MODEL_DIR": str(work / "models"), "HOME": str(work)}))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.stop()
