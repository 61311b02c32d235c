import { expect, test } from "vitest";
import { versionChoices } from "./modelVersions";

test("backends first, then versions, each once, and the chosen one always", () => {
  const versions = {
    live: ["bert"],
    counted: [
      { name: "v1", count: 1200 },
      { name: "bert", count: 3 },
    ],
  };
  expect(versionChoices(versions, "gone")).toEqual([
    { value: "", label: "None" },
    { value: "bert", label: "bert · asked for each task" },
    { value: "v1", label: "v1 · 1,200 predictions" },
    { value: "gone", label: "gone" },
  ]);
  expect(versionChoices(undefined, "")).toEqual([{ value: "", label: "None" }]);
});
