import { expect, test } from "vitest";
import { readAddress } from "./address";
import { addressOf, changesOf, without } from "./changes";

const FILTERS = {
  conjunction: "or",
  items: [{ filter: "filter:tasks:id", operator: "less", type: "Number", value: 5 }],
};

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
