import { expect, test } from "vitest";
import { directionOf, nextOrdering, readAddress } from "./address";

test("an address is read, and what makes no sense is left out", () => {
  expect(readAddress({ task: "5", ordering: "-id", search: 12, view: "grid", dialog: "import" })).toEqual({
    task: 5,
    ordering: "-id",
    search: "12",
    view: "grid",
    dialog: "import",
  });
  expect(readAddress({ task: "x", ordering: {}, search: "", view: "wall", dialog: "door" })).toEqual({});
  expect(readAddress({ task: -1 }).task).toBeUndefined();
});

test("a column's title goes through both directions and back to the order by id", () => {
  expect(nextOrdering(undefined, "data.text")).toBe("data.text");
  expect(nextOrdering("data.text", "data.text")).toBe("-data.text");
  expect(nextOrdering("-data.text", "data.text")).toBeUndefined();
  expect(nextOrdering("updated_at", "data.text")).toBe("data.text");
});

test("by id is the order of an address without one", () => {
  expect(directionOf(undefined, "id")).toBe("ascending");
  expect(nextOrdering(undefined, "id")).toBe("-id");
  expect(nextOrdering("-id", "id")).toBeUndefined();
  expect(directionOf("-id", "id")).toBe("descending");
  expect(directionOf("-id", "updated_at")).toBe("none");
});
