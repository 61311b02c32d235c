import { expect, test } from "vitest";
import { addressOf, changesOf, directionOf, nextOrdering, readAddress, without } from "./address";

const FILTERS = {
  conjunction: "or",
  items: [{ filter: "filter:tasks:id", operator: "less", type: "Number", value: 5 }],
};

test("an address is read, and what makes no sense is left out", () => {
  const address = { tab: 3, task: "5", ordering: "-id", search: 12, view: "grid", dialog: "import" };
  expect(readAddress({ ...address, filters: FILTERS, perRow: 6 })).toEqual({
    ...address,
    task: 5,
    search: "12",
    filters: FILTERS,
    perRow: 6,
  });
  const nonsense = { tab: "x", task: "x", ordering: {}, search: "", view: "wall", dialog: "door" };
  expect(readAddress({ ...nonsense, filters: [1], columns: "all", perRow: 1e9 })).toEqual({});
  expect(readAddress({ task: -1 }).task).toBeUndefined();
});

test("changes of a look go into the address and come back", () => {
  const changes = {
    grid: false,
    perRow: 2,
    ordering: "",
    filters: { any: true, items: [{ column: "id", operator: "less", type: "Number", value: 5 }] },
    columns: { hidden: ["id"], order: ["id"], widths: { id: 80 } },
  };
  const address = addressOf(changes);
  expect(address).toMatchObject({ view: "table", ordering: "id", filters: FILTERS });
  expect(changesOf(readAddress({ ...address }))).toEqual(changes);
  expect(changesOf({})).toEqual({});
});

test("what was saved goes out of the address, the rest stays", () => {
  const address = { tab: 3, task: 5, ordering: "-id", view: "grid" as const };
  expect(without(address, { ordering: "data.text" })).toEqual({ tab: 3, task: 5, view: "grid" });
  expect(without(address, {})).toEqual(address);
});

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
