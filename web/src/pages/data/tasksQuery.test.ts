import { expect, test } from "vitest";
import { queueOf } from "./tasksQuery";
import { FIRST_LOOK, type Look } from "./views/look";

const LOOK: Look = {
  ...FIRST_LOOK,
  ordering: "-data.n",
  columns: { order: [], widths: {}, types: { "data.n": "Number" } },
  filters: {
    any: false,
    items: [{ column: "total_annotations", operator: "equal", type: "Number", value: 0 }],
  },
};

test("what a tab shows is labeled in its order", () => {
  expect(queueOf(LOOK, "river")).toEqual({
    search: "river",
    choice: {
      ordering: ["-tasks:data.n"],
      columnsDisplayType: { "tasks:data.n": "Number" },
      filters: {
        conjunction: "and",
        items: [{ filter: "filter:tasks:total_annotations", operator: "equal", type: "Number", value: 0 }],
      },
    },
  });
  expect(queueOf({ ...FIRST_LOOK, ordering: "-id" })?.choice).toEqual({ ordering: ["-tasks:id"] });
});

test("all tasks in their first order are left to the project's sampling", () => {
  expect(queueOf(FIRST_LOOK)).toBeUndefined();
  expect(queueOf(FIRST_LOOK, "")).toBeUndefined();
});
