// Writes src/api/schema.d.ts, the types of the REST API, from the program's own description.
// Usage: npm run types   (MILLRACE_BINARY, default ../build/release/millrace)
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const binary = process.env.MILLRACE_BINARY ?? here("../../build/release/millrace");
const document = execFileSync(binary, ["schema"], { maxBuffer: 64 << 20, encoding: "utf8" });
writeFileSync(
  here("../src/api/schema.d.ts"),
  astToString(await openapi(document, { emptyObjectsUnknown: true })),
);
