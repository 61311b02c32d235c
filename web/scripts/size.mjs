// size.mjs OUTDIR: how much script and style each page of the app loads, as gzip bytes, with all that it may load
// later (dialogs, the code editor); the labeling editor not counted. Fails if a page needs more than the limit, so
// that nobody grows the app without knowing.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMIT = 350_000;
// CodeMirror alone is 126 kB; the pages where a label config is written draw everything else before it comes.
const LIMIT_WITH_CODE = 370_000;
// They stand around the pages of a project.
const FRAMES = ["src/app/ProjectFrame.tsx", "src/pages/settings/SettingsFrame.tsx"];

const out = process.argv[2];
const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8"));

/** The chunks that these need before they run, and with `later` those that they may ask for. */
function needed(keys, later = () => false, found = new Set()) {
  for (const key of keys) {
    if (found.has(key)) continue;
    found.add(key);
    const { imports = [], dynamicImports = [] } = manifest[key];
    needed(later(key) ? [...imports, ...dynamicImports] : imports, later, found);
  }
  return found;
}

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(join(out, "dist", file)), { level: 9 }).length);
  return sizes.get(file);
}
function sum(chunks) {
  const files = new Set([...chunks].flatMap((key) => [manifest[key].file, ...(manifest[key].css ?? [])]));
  return [...files].reduce((total, file) => total + size(file), 0);
}
const isCode = (key) => manifest[key].name === "code";
const line = (bytes, words) => console.log(`${(bytes / 1000).toFixed(0).padStart(5)} kB  ${words}`);

const first = needed(["index.html"]);
const around = needed(FRAMES, undefined, new Set(first));
const all = new Set(around);
line(sum(first), "what every page loads");
let failed = false;
for (const page of [...first].flatMap((key) => manifest[key].dynamicImports ?? [])) {
  const chunks = new Set([...around, ...needed([page], (key) => !first.has(key))]);
  for (const key of chunks) all.add(key);
  const withCode = [...chunks].some(isCode);
  line(sum(chunks), page);
  failed ||= sum(chunks) > (withCode ? LIMIT_WITH_CODE : LIMIT);
}
line(sum(all), "all pages together");
line(sum([...all].filter((key) => !isCode(key))), "without CodeMirror");
if (failed) {
  console.error("A page loads more than its limit. Load what it needs late, or leave a library out.");
  process.exit(1);
}
