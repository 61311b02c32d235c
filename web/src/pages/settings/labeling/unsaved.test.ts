import { expect, it } from "vitest";
import { nextUnsaved, overtaken, parseUnsaved } from "./unsaved";

it("reads what it wrote and nothing else", () => {
  const unsaved = { base: "<View/>", text: "<View></View>" };
  expect(parseUnsaved(JSON.stringify(unsaved))).toEqual(unsaved);
  for (const text of [null, "", "{", "7", '{"text":1}']) expect(parseUnsaved(text)).toBeUndefined();
});

it("keeps the config that the writing began with", () => {
  const first = nextUnsaved(undefined, "b", "a");
  expect(first).toEqual({ base: "a", text: "b" });
  expect(nextUnsaved(first, "c", "z")).toEqual({ base: "a", text: "c" });
  expect(nextUnsaved(first, "a", "a")).toBeUndefined();
});

it("notices when somebody else was faster", () => {
  const unsaved = { base: "a", text: "b" };
  expect(overtaken(unsaved, "a")).toBe(false);
  expect(overtaken(unsaved, "z")).toBe(true);
  expect(overtaken(unsaved, "b")).toBe(false);
  expect(overtaken(undefined, "z")).toBe(false);
});
