// licenses.mjs DIST EDITOR: DIST/licenses.txt, which the server shows at /licenses: the licenses of
// what the bundle holds (DIST/licenses.md, from vite) and those of the labeling editor.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [dist, editor] = process.argv.slice(2);
const read = (...path) => readFileSync(join(...path), "utf8").trim();
const heading = (text) => `${"=".repeat(100)}\n${text}\n${"=".repeat(100)}\n`;

const parts = [
  "Millrace is licensed under the Apache License 2.0. Its pages are made with the software named below.\n",
  heading("Label Studio's labeling editor"),
  ...["NOTICE", "LICENSE", "main.js.LICENSE.txt", "3rdpartylicenses.txt"].map(
    (name) => `${read(editor, name)}\n`,
  ),
  heading("Packages of the web app"),
  `${read(dist, "licenses.md")}\n`,
];
writeFileSync(join(dist, "licenses.txt"), parts.join("\n"));
rmSync(join(dist, "licenses.md"));
