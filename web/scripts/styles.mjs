// styles.mjs OUTDIR: fails if src/app/mantine.css lacks the styles of a component in use, or has some of no use.
// Mantine's class names are the same in its styles and in its scripts: m_ and eight digits.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const NAME = /\bm_[0-9a-f]{6,}/g;
const list = readFileSync("src/app/mantine.css", "utf8");
const styles = "node_modules/@mantine/core/styles";
const assets = join(process.argv[2], "dist/assets");
// Not the labeling editor, main-….js.
const scripts = readdirSync(assets).filter((name) => /^(?!main-).*\.js$/.test(name));
const used = new Set(scripts.flatMap((name) => readFileSync(join(assets, name), "utf8").match(NAME) ?? []));

const wrong = [];
for (const file of readdirSync(styles).filter((name) => /^[A-Z][A-Za-z]*\.css$/.test(name))) {
  const names = readFileSync(join(styles, file), "utf8").match(NAME) ?? [];
  const needed = names.some((name) => used.has(name));
  if (needed !== list.includes(`styles/${file}"`))
    wrong.push(`${needed ? "lacks" : "has no use for"} ${file}`);
}
if (wrong.length > 0) {
  console.error(`src/app/mantine.css ${wrong.join(", ")}.`);
  process.exit(1);
}
