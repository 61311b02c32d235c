import { expect, test } from "vitest";
import { readAddress } from "./address";

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
