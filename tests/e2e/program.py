"""A server of somebody else, as a program that the tests start and end."""

import os
import pathlib
import random
import signal
import socket
import subprocess
import time

import requests


def free_port():
    while True:
        port = random.randint(20_000, 32_000)  # below the ephemeral range
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Program:
    """Ready when the constructor returns: GET `health` answers 200 within `patience` seconds. In a process group of its
    own, for servers that run in a child."""

    def __init__(self, command, log, health, patience, **process):
        self.health = health
        with pathlib.Path(log).open("ab") as words:
            self.process = subprocess.Popen(command, stdout=words, stderr=words, stdin=subprocess.DEVNULL,
                                            start_new_session=True, **process)
        end = time.monotonic() + patience
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit(f"{command[0]} did not start; its last words:\n{pathlib.Path(log).read_text()[-2000:]}")
            time.sleep(0.1)

    def _answers(self):
        try:
            return requests.get(self.health, timeout=10).status_code == 200
        except requests.RequestException:
            return False

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(15)
