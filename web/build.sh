#!/usr/bin/env bash
# build.sh OUTDIR: builds the web app into OUTDIR: editor/ (the labeling editor), dist/ (the files as
# browsers get them), and assets.S and assets.cc, by which they become part of the program.
# Several builds may ask at the same time; when nothing changed, nothing is done.
set -euo pipefail
web=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${1:?Usage: build.sh OUTDIR}
mkdir -p "$out"
out=$(cd "$out" && pwd)

exec 9>"$out/lock"
flock 9

sources=$(cd "$web" && find . -type f -not -path './node_modules/*' -not -path './dist/*' \
  -not -name '*.test.*' -not -name schema.d.ts -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
if [[ $(cat "$out/stamp.txt" 2>/dev/null) == "$sources" && -f $out/assets.S && -f $out/assets.cc ]]; then
  exit 0
fi

failed() {
  echo "The web app could not be built; the reason is above. Without it: cmake -DMILLRACE_WEB=OFF" >&2
}
trap failed ERR

PATH=$("$web/node.sh"):$PATH
"$web/scripts/fetch-editor.sh" "$out/editor"
cd "$web"
if ! cmp -s package-lock.json node_modules/installed.json; then
  # The first of these is written by npm at the end of every installation, also of one made by hand.
  [[ node_modules/.package-lock.json -nt package-lock.json ]] || npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/installed.json
fi
MILLRACE_EDITOR_DIR=$out/editor npx --no-install vite build --outDir "$out/dist" --emptyOutDir --logLevel warn
mv "$out/dist/.vite/manifest.json" "$out/manifest.json"
rmdir "$out/dist/.vite"
node scripts/styles.mjs "$out"
node scripts/licenses.mjs "$out/dist" "$out/editor"
node scripts/embed.mjs "$out"
printf '%s' "$sources" >"$out/stamp.txt"
