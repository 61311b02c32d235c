import { expect, test } from "vitest";
import { toneAs, toneNamed, toneOf } from "./states";

test("a state keeps its colour whatever it is called", () => {
  expect(toneAs("completed", "synced")).toEqual({ word: "synced", color: toneOf("completed").color });
});

test("a state that is not known yet is shown as it is named", () => {
  expect(toneNamed("completed_with_errors").word).toBe("completed with problems");
  expect(toneNamed("odd")).toEqual({ word: "odd", color: "gray" });
});
