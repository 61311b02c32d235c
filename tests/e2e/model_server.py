"""The example server of label-studio-ml with the model of ml_backend/, in the environment that its requirements make."""

import os
import pathlib
import random
import socket
import subprocess
import time

import pytest
import requests

from server import ROOT, environment

VENV = pathlib.Path(os.environ.get("MILLRACE_ML_VENV", ROOT / "build/ml-venv"))
MODEL = ROOT / "tests/e2e/ml_backend/model.py"


def _free_port():
    while True:
        port = random.randint(20_000, 32_000)  # below the ephemeral range
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class ModelServer:
    """Ready when the constructor returns. A context."""

    def __init__(self, work):
        if not (VENV / "bin/label-studio-ml").exists():
            pytest.skip(f"label-studio-ml is not at {VENV}; ./test e2e installs it, MILLRACE_ML_VENV names another place")
        self.work = pathlib.Path(work)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        subprocess.run([VENV / "bin/label-studio-ml", "init", "server", "--script", f"{MODEL}:Small", "--root-dir", work],
                       check=True, capture_output=True, timeout=60)
        self.start()

    def start(self):
        with (self.work / "model-server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [VENV / "bin/python", "server/_wsgi.py", "--host", "127.0.0.1", "--port", str(self.port)],
                cwd=self.work, env=environment({"MODEL_DIR": str(self.work / "models"), "HOME": str(self.work)}),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while not self._answers():
            assert self.process.poll() is None and time.monotonic() < end, (self.work / "model-server.log").read_text()[-2000:]
            time.sleep(0.1)

    def _answers(self):
        try:
            return requests.get(self.url + "/health", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(10)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
