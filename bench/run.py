#!/usr/bin/env python3
"""Measures Millrace beside its limits. bench/README.md says what and why.

    bench/run.py [--build DIR] [--only NAME]… [--scale 0.01] [--json FILE]
    bench/run.py --draw FILE.json PICTURE.svg
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import measures  # noqa: E402
import report  # noqa: E402
from stage import Failure, find_program  # noqa: E402

SOURCE = Path(__file__).resolve().parent.parent


def build(directory: Path) -> None:
    configure = ["cmake", "-S", SOURCE, "-B", directory, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release"]
    configure += ["-DMILLRACE_TESTS=ON", "-DMILLRACE_BENCH=ON"]
    for command in (configure, ["ninja", "-C", directory, "millrace", "s3_stub", "bench_limits"]):
        run = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        if run.returncode != 0:
            raise Failure(f"The build failed:\n{(run.stdout + run.stderr)[-3000:]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", type=Path, default=SOURCE / "build" / "bench", metavar="DIR")
    parser.add_argument("--only", action="append", choices=[*measures.ALL, *measures.BESIDE], help="may be repeated")
    parser.add_argument("--scale", type=float, default=1.0, help="of the numbers of objects")
    parser.add_argument("--seconds", type=int, default=3, help="of each measurement with wrk")
    parser.add_argument("--work", type=Path, help="where the scratch files go (about 1.5 GB)")
    parser.add_argument("--label-studio", type=Path, help="its program, for `--only rest` and `exports`",
                        default=SOURCE / "build" / "compat-venv" / "bin" / "label-studio")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    parser.add_argument("--draw", nargs=2, type=Path, metavar=("JSON", "PICTURE"))
    arguments = parser.parse_args()
    if arguments.draw:
        report.draw(*arguments.draw)
        return 0

    for program in ("nginx", "wrk", "cmake"):
        find_program(program)
    build(arguments.build)

    facts = report.machine()
    print(f"{facts['cpu']}, {facts['cores']} cores, load {facts['load']} before the run")
    figures: list[report.Figure] = []
    with tempfile.TemporaryDirectory(prefix="millrace-bench-", dir=arguments.work) as root:
        setting = measures.Setting(
            arguments.build.resolve(), Path(root), arguments.scale, arguments.seconds,
            arguments.label_studio,
        )
        for name in arguments.only or measures.ALL:
            print(f"measuring {name}", file=sys.stderr)
            figures += (measures.ALL | measures.BESIDE)[name](setting)
    facts["load_after"] = report.machine()["load"]
    report.print_table(figures)
    print(f"load {facts['load_after']} after the run")
    if arguments.json:
        report.write_json(arguments.json, figures, facts)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"bench: {failure}")
