import { expect, test } from "vitest";
import { directionOf, nextOrdering } from "./ordering";

test("a column's title goes through both directions and back to the order by id", () => {
  expect(nextOrdering("", "data.text")).toBe("data.text");
  expect(nextOrdering("data.text", "data.text")).toBe("-data.text");
  expect(nextOrdering("-data.text", "data.text")).toBe("");
  expect(nextOrdering("updated_at", "data.text")).toBe("data.text");
});

test("by id is the order where none is chosen", () => {
  expect(directionOf("", "id")).toBe("ascending");
  expect(nextOrdering("", "id")).toBe("-id");
  expect(nextOrdering("-id", "id")).toBe("");
  expect(directionOf("-id", "id")).toBe("descending");
  expect(directionOf("-id", "updated_at")).toBe("none");
});
