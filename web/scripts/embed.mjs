// embed.mjs OUTDIR: makes OUTDIR/assets.S and assets.cc of OUTDIR/dist, so that the files are part of the
// program, each as it is and compressed where that makes it shorter (OUTDIR/packed, named by content).
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const types = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wav": "audio/wav",
  ".webm": "video/webm",
  ".woff2": "font/woff2",
};
const codings = {
  ".gz": (bytes) => gzipSync(bytes, { level: 9 }),
  ".br": (bytes) =>
    brotliCompressSync(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
};

const out = process.argv[2];
const dist = join(out, "dist");
const packed = join(out, "packed");
mkdirSync(packed, { recursive: true });

const blobs = new Map(); // file in packed/ -> its length

// What was compressed once is taken again; it is named by what it was made of.
function keep(name, make) {
  const path = join(packed, name);
  if (!existsSync(path)) writeFileSync(path, make());
  return { name, bytes: readFileSync(path) };
}

function view({ name, bytes }) {
  blobs.set(name, bytes.length);
  return `{${symbol(name)}, ${bytes.length}}`;
}

const symbol = (name) => `millrace_web_${name.replace(".", "_")}`;

function entry(path) {
  const bytes = readFileSync(path);
  const type = types[extname(path)];
  if (type === undefined) throw new Error(`${path}: embed.mjs knows no media type for this ending`);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const forms = [view(keep(hash, () => bytes))];
  for (const [ending, compress] of Object.entries(codings)) {
    const form = keep(hash + ending, () => compress(bytes));
    forms.push(form.bytes.length < bytes.length ? view(form) : "{}");
  }
  const name = relative(dist, path).split(sep).join("/");
  return `    {${JSON.stringify(name)}, ${JSON.stringify(type)}, "${hash}", ${forms.join(", ")}},`;
}

// A file that is the same as it was stays as old as it was, so that nothing is compiled again.
function write(name, text) {
  const path = join(out, name);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

const entries = readdirSync(dist, { recursive: true, withFileTypes: true })
  .filter((found) => found.isFile())
  .map((found) => join(found.parentPath, found.name))
  .sort()
  .map(entry);
const names = [...blobs.keys()].sort();
for (const name of readdirSync(packed)) {
  if (!names.some((used) => used.startsWith(name.slice(0, 32)))) rmSync(join(packed, name));
}

write(
  "assets.S",
  `${[
    "  .section .rodata",
    ...names.flatMap((name) => [
      `  .global ${symbol(name)}`,
      "  .balign 16",
      `${symbol(name)}:`,
      `  .incbin ${JSON.stringify(join(packed, name))}`,
    ]),
    '  .section .note.GNU-stack,"",%progbits',
  ].join("\n")}\n`,
);
write(
  "assets.cc",
  `${[
    "// Made by web/scripts/embed.mjs.",
    '#include "app/web_app.h"',
    "",
    'extern "C" {',
    ...names.map((name) => `extern const char ${symbol(name)}[];`),
    "}",
    "",
    "namespace millrace::app {",
    "",
    "std::span<const api::WebFile> WebApp() {",
    "  static constexpr api::WebFile kFiles[] = {",
    ...entries,
    "  };",
    "  return kFiles;",
    "}",
    "",
    "}  // namespace millrace::app",
  ].join("\n")}\n`,
);
