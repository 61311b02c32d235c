import { expect, test } from "vitest";
import { dataOf, FIRST_LOOK, freeTitle, type Look, lookOf, titleOf } from "./look";

const LOOK: Look = {
  grid: true,
  perRow: 6,
  ordering: "-data.text",
  filters: {
    any: true,
    items: [{ column: "data.text", operator: "contains", type: "String", value: "cat" }],
  },
  columns: { hidden: ["inner_id"], order: ["id", "data.text"], widths: { "data.text": 300 } },
};

test("how columns are shown is kept as Label Studio names it", () => {
  const look: Look = {
    ...LOOK,
    columns: { ...LOOK.columns, types: { "data.n": "Number", "data.p": "Image" } },
  };
  const data = dataOf({ columnsDisplayType: { "tasks:data.a": "Audio", "tasks:data.t": "Number" } }, look);
  expect(data.columnsDisplayType).toEqual({
    "tasks:data.a": "Audio",
    "tasks:data.n": "Number",
    "tasks:data.p": "Image",
  });
  expect(lookOf(data)).toEqual(look);
});

test("a look is kept in a view's data as Label Studio names things, and comes back", () => {
  const data = dataOf({}, LOOK);
  expect(data).toMatchObject({
    type: "grid",
    target: "tasks",
    gridWidth: 6,
    ordering: ["-tasks:data.text"],
    filters: { conjunction: "or", items: [{ filter: "filter:tasks:data.text", operator: "contains" }] },
    hiddenColumns: { explore: ["tasks:inner_id"], labeling: [] },
    columnsWidth: { "tasks:data.text": 300 },
  });
  expect(lookOf(data)).toEqual(LOOK);
  expect(lookOf(dataOf({}, FIRST_LOOK))).toEqual(FIRST_LOOK);
});

test("what other clients keep in a view stays", () => {
  const kept = {
    title: "A",
    columnsDisplayType: { "tasks:data.x": "Audio" },
    hiddenColumns: { explore: [], labeling: ["tasks:id"] },
  };
  expect(dataOf(kept, LOOK)).toMatchObject({
    ...kept,
    hiddenColumns: { explore: ["tasks:inner_id"], labeling: ["tasks:id"] },
  });
});

test("what nobody can understand is as at first", () => {
  const data = { type: 5, gridWidth: -1, hiddenColumns: 7, columnsWidth: null };
  expect(lookOf(data)).toEqual(FIRST_LOOK);
  expect(lookOf({})).toEqual(FIRST_LOOK);
});

test("orders are read as Label Studio's clients write them", () => {
  const ordering = (name: string) => lookOf({ ordering: [name] }).ordering;
  expect(ordering("tasks:id")).toBe("");
  expect(ordering("-tasks:id")).toBe("-id");
  expect(ordering("tasks:-completed_at")).toBe("-completed_at");
  expect(ordering("data.a-b")).toBe("data.a-b");
});

test("a tab has a title, and a new one that of no other", () => {
  expect(titleOf({ title: "Mine" })).toBe("Mine");
  expect(titleOf({ title: " " })).toBe("Default");
  expect(freeTitle(["Default"])).toBe("Tab 2");
  expect(freeTitle(["Default", "Tab 3"])).toBe("Tab 4");
  expect(freeTitle([], "A copy")).toBe("A copy");
  expect(freeTitle(["A copy", "A copy 2"], "A copy")).toBe("A copy 3");
});
