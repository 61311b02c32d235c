// size.mjs OUTDIR: how much script and style each page of the app loads, as gzip bytes, the labeling editor not
// counted. Fails if a page needs more than the limit, so that nobody grows the app without knowing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT = 350_000;
// The pages where a label config is written load CodeMirror besides.
const WITH_CODE = 450_000;
const CODE_PAGES = ["src/pages/settings/LabelingInterfacePage.tsx", "src/pages/projects/new/OwnConfig.tsx"];
const out = process.argv[2];
const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(out, "dist", file)), { level: 9 }).length);
  return sizes.get(file);
}

// The files that an entry needs before it runs: itself, what it imports, their styles.
function files(key, found = new Set(), seen = new Set()) {
  if (seen.has(key)) return found;
  seen.add(key);
  const chunk = manifest[key];
  found.add(chunk.file);
  for (const style of chunk.css ?? []) found.add(style);
  for (const next of chunk.imports ?? []) files(next, found, seen);
  return found;
}

const sum = (set) => [...set].reduce((total, file) => total + size(file), 0);
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0).padStart(5)} kB`;

const app = files("index.html");
console.log(`${kilobytes(sum(app))}  what every page loads`);
let failed = false;
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry) continue;
  const total = sum(files(key, new Set(app)));
  console.log(`${kilobytes(total)}  ${key}`);
  failed ||= total > (CODE_PAGES.includes(key) ? WITH_CODE : LIMIT);
}
const all = new Set(
  Object.keys(manifest)
    .filter((key) => key === "index.html" || manifest[key].isDynamicEntry)
    .flatMap((key) => [...files(key)]),
);
console.log(`${kilobytes(sum(all))}  all pages together`);
if (failed) {
  console.error("A page loads more than its limit. Load what it needs late, or leave a library out.");
  process.exit(1);
}
