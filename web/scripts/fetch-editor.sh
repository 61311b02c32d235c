#!/usr/bin/env bash
# fetch-editor.sh DIRECTORY: puts the labeling editor into DIRECTORY: main.js, main.css, their licences.
# It comes out of the wheel that editor/editor.lock names by its hash; when nothing changed since the
# last time, nothing is done. pip keeps the wheel in the user's cache.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
directory=${1:?Usage: fetch-editor.sh DIRECTORY}

wanted=$(cat "$web/editor/editor.lock" "$web/scripts/extract_editor.py" | sha256sum)
[[ $(cat "$directory/stamp.txt" 2>/dev/null) != "$wanted" ]] || exit 0

mkdir -p "$directory"
wheels=$(mktemp -d "$directory/wheel.XXXXXX")
trap 'rm -rf "$wheels"' EXIT
# Debian's Python has pip only inside a virtual environment.
python3 -m venv "$wheels/venv"
"$wheels/venv/bin/pip" download -q --disable-pip-version-check --no-deps --only-binary=:all: \
  --require-hashes -r "$web/editor/editor.lock" -d "$wheels"
python3 "$web/scripts/extract_editor.py" "$wheels"/label_studio-*.whl "$directory"
printf '%s' "$wanted" >"$directory/stamp.txt"
