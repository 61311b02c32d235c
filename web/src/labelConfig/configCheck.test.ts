import { expect, it } from "vitest";
import { ApiError } from "@/api/errors";
import { sentencesOf } from "./configCheck";

it("takes every sentence of a refusal", () => {
  expect(sentencesOf(new ApiError(400, "a b", { label_config: ["a", "b"] }))).toEqual(["a", "b"]);
  expect(sentencesOf(new ApiError(400, "It is empty."))).toEqual(["It is empty."]);
});

it("does not take a dead server for a fault of the config", () => {
  expect(() => sentencesOf(new ApiError(0, "No answer."))).toThrow("No answer.");
  expect(() => sentencesOf(new TypeError("x"))).toThrow("x");
});
