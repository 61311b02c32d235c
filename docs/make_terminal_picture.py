#!/usr/bin/env python3
"""Draws docs/images/terminal.svg from a real session: a bucket of 1,000,000 objects becomes tasks.

Needs a build with tests: `./test unit` leaves millrace and s3_stub in build/release. Each command runs on
a terminal of its own; of the sync one frame from its middle is shown, then how it ended.
"""

import fcntl
import html
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("MILLRACE_BUILD", ROOT / "build" / "release"))
OBJECTS = 1_000_000
COLUMNS = 104


class Screen:
    """As much of a terminal as the progress display uses."""

    def __init__(self):
        self.lines, self.row = [""], 0

    def feed(self, text):
        for part in re.split(r"(\x1b\[\d*[A-Za-z]|\r|\n)", text):
            if part == "\n":
                self.row += 1
                if self.row == len(self.lines):
                    self.lines.append("")
            elif part.endswith("A") and part.startswith("\x1b["):
                self.row = max(0, self.row - int(part[2:-1] or 1))
            elif part == "\x1b[J":
                self.lines[self.row:] = [""]
            elif part and part[0] not in "\x1b\r":
                self.lines[self.row] += part


def run(arguments, environment, until):
    """The screen's lines when `until(lines)` is first true, and at the end."""
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        os.execve(BUILD / "millrace", ["millrace", *arguments], environment)
    screen, middle, raw = Screen(), None, b""
    while True:
        ready, _, _ = select.select([terminal], [], [], 2.0)
        if not ready:
            break
        try:
            raw = os.read(terminal, 65536)
        except OSError:
            break
        screen.feed(raw.decode(errors="replace"))
        if middle is None and until(screen.lines):
            middle = list(screen.lines)
    os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
    return middle, [line for line in screen.lines if line.strip()]


def svg(lines):
    size, step, margin = 13, 20, 18
    width, height = int(COLUMNS * size * 0.605) + 2 * margin, len(lines) * step + 2 * margin + 12
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">',
           "<title>Millrace on a terminal</title>",
           f'<rect width="{width}" height="{height}" rx="8" fill="#16191d"/>',
           f'<g font-family="ui-monospace, Menlo, Consolas, monospace" font-size="{size}">']
    for i, line in enumerate(lines):
        color = "#e8eaed" if line.startswith("$") else "#7d8590" if line.startswith("…") else "#b9c0c8"
        text = html.escape(line[:COLUMNS]).replace(" ", "\u00a0")
        text = re.sub("(▕█*)", r'<tspan fill="#4c9aff">\1</tspan>', text)
        out.append(f'<text x="{margin}" y="{margin + step * (i + 1) - 4}" fill="{color}">{text}</text>')
    return "\n".join([*out, "</g>", "</svg>", ""])


def main():
    with tempfile.TemporaryDirectory() as data:
        ready = pathlib.Path(data) / "ready"
        stub = subprocess.Popen([BUILD / "tests" / "s3_stub", "--port", "0", "--ready-file", ready])
        try:
            while not ready.exists() or not ready.read_text().strip():
                time.sleep(0.05)
            endpoint = ready.read_text().strip().partition("=")[2]
            urllib.request.urlopen(urllib.request.Request(f"{endpoint}/cats", method="PUT"))
            urllib.request.urlopen(f"{endpoint}/_fill?bucket=cats&prefix=raw/&count={OBJECTS}&body=x")
            environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "a",
                           "AWS_SECRET_ACCESS_KEY": "b"}
            params = '{"use_blob_urls": true, "prefix": "raw"}'
            start = ["start", "cats", "--init", "--source", "s3", "--source-path", "cats",
                     "--source-params", params, "--data-dir", f"{data}/d", "--port", "0", "--no-browser"]
            middle, end = run(start, environment, lambda lines: any(
                re.search(r"tasks .* [5-7]\d\d,\d{3} · .*/s", line) for line in lines))
            _, again = run(["sync", "cats", "--data-dir", f"{data}/d"], environment, lambda _: False)
        finally:
            stub.terminate()
            stub.wait()
    shown = ["$ ./run start cats --init --source s3 --source-path cats \\",
             f"      --source-params '{params}'"]
    shown += [line for line in middle if line.strip() and "Millrace" not in line]
    shown += ["…"] + [line for line in end if line.lstrip().startswith(("source", "sign in", "Next"))]
    shown += ["$ ./run sync cats"] + again
    target = ROOT / "docs" / "images" / "terminal.svg"
    target.parent.mkdir(exist_ok=True)
    target.write_text(svg([line.rstrip() for line in shown]))
    print("\n".join(shown))


if __name__ == "__main__":
    main()
