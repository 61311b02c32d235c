import { expect, test } from "vitest";
import { generalOf, generalSchema } from "./general";

test("a project without settings has the defaults", () => {
  expect(generalOf({})).toEqual({
    title: "",
    description: "",
    color: "#FFFFFF",
    sampling: "Sequential sampling",
  });
  expect(generalOf({ sampling: "Uncertainty sampling", color: "" })).toMatchObject({
    sampling: "Uncertainty sampling",
    color: "#FFFFFF",
  });
});

test("titles are neither empty nor only spaces", () => {
  const about = (title: string) => generalSchema.safeParse({ ...generalOf({}), title }).success;
  expect(about("   ")).toBe(false);
  expect(about(" ab ")).toBe(false);
  expect(about("Cats")).toBe(true);
  expect(about("x".repeat(51))).toBe(false);
});

test("colours are six digits", () => {
  const about = (color: string) =>
    generalSchema.safeParse({ ...generalOf({ title: "Cats" }), color }).success;
  expect(about("#12ab9F")).toBe(true);
  expect(about("red")).toBe(false);
});
