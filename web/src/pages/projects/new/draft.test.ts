import { expect, it } from "vitest";
import { EMPTY_DRAFT, parseDraft, projectFields, titleProblem } from "./draft";

it("brings back what was kept, and drops what it cannot read", () => {
  const draft = { ...EMPTY_DRAFT, title: "Cats", labels: "own" as const, config: "<View/>" };
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  expect(parseDraft('{"title": 7, "description": "d", "labels": "other"}')).toEqual({
    ...EMPTY_DRAFT,
    description: "d",
  });
  for (const text of [null, "", "{", "[]", "null"]) expect(parseDraft(text)).toEqual(EMPTY_DRAFT);
});

it("says what is wrong with a title", () => {
  expect(titleProblem("  ")).toBe("Give the project a title.");
  expect(titleProblem(" ab ")).toContain("3 letters");
  expect(titleProblem("x".repeat(51))).toContain("at most 50");
  expect(titleProblem("Cats")).toBeUndefined();
});

it("sends a config only where there is one", () => {
  const draft = { ...EMPTY_DRAFT, title: " Cats ", description: " d " };
  expect(projectFields(draft)).toEqual({ title: "Cats", description: "d" });
  expect(projectFields({ ...draft, config: "<View/>" }).label_config).toBe("<View/>");
});
