import { expect, test } from "vitest";
import { ApiError } from "@/api/errors";
import { changedValues, errorsByField, type SaveFacts, saveState } from "./saveState";

const facts: SaveFacts = { saving: false, dirty: false, invalid: false, error: null, savedAt: null };

test("a form says what is true of it, the worst first", () => {
  const at = new Date();
  expect(saveState(facts).kind).toBe("clean");
  expect(saveState({ ...facts, savedAt: at })).toEqual({ kind: "saved", at });
  expect(saveState({ ...facts, savedAt: at, dirty: true }).kind).toBe("dirty");
  expect(saveState({ ...facts, dirty: true, invalid: true }).kind).toBe("invalid");
  expect(saveState({ ...facts, invalid: true, error: new ApiError(400, "Too long.") })).toEqual({
    kind: "failed",
    sentence: "Too long.",
  });
  expect(saveState({ ...facts, error: new Error("x"), saving: true }).kind).toBe("saving");
});

test("only what was changed is sent", () => {
  expect(changedValues({ a: 1, b: "x", c: [1] }, { a: 1, b: "y", c: [1] })).toEqual({ b: "y" });
  expect(changedValues({}, { a: "" })).toEqual({ a: "" });
});

test("the server's sentences go to the fields they name", () => {
  const error = new ApiError(400, "…", { title: ["Too long.", "Too odd."], unknown: ["?"] });
  expect(errorsByField(error, ["title", "color"])).toEqual([["title", "Too long. Too odd."]]);
  expect(errorsByField(new Error("x"), ["title"])).toEqual([]);
});
