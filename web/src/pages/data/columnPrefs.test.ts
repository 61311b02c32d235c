import { expect, test } from "vitest";
import { isShown, moved, NO_PREFS, orderOf, readPrefs, shownAs, withShown, withShownAs } from "./columnPrefs";
import { columnsOf, dataKeyOf } from "./columns";
import { servedColumns } from "./columns.fixture";

const of = (keys: string[]) => columnsOf(servedColumns(keys), true);

test("of many data columns the first are shown", () => {
  const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
  const shown = columnsOf(servedColumns(keys), false).filter((column) => isShown(column, NO_PREFS));
  expect(shown.filter((column) => dataKeyOf(column.id) !== undefined)).toHaveLength(8);
  expect(shown.some((column) => column.id === "picture")).toBe(false);
});

test("one column is shown or hidden, the others stay as they are", () => {
  const columns = of(["a", "b"]);
  const before = columns.filter((column) => isShown(column, NO_PREFS)).map(({ id }) => id);
  const less = withShown(columns, NO_PREFS, "data.a", false);
  expect(columns.filter((column) => isShown(column, less)).map(({ id }) => id)).toEqual(
    before.filter((id) => id !== "data.a"),
  );
  const more = withShown(columns, less, "inner_id", true);
  expect(more.hidden).not.toContain("inner_id");
  expect(more.hidden).toContain("data.a");
});

test("what is not understood is left out", () => {
  expect(readPrefs(5, {}, [])).toEqual(NO_PREFS);
  expect(readPrefs(["id", 5], ["id", 5, "id"], { id: 1e9, x: "a", y: 300 })).toEqual({
    hidden: ["id"],
    order: ["id"],
    widths: { y: 300 },
  });
  expect(readPrefs(undefined, [], {}, { "data.a": "Image", "data.b": "Film" }).types).toEqual({
    "data.a": "Image",
  });
});

test("a column of the data is shown as a text until somebody says otherwise", () => {
  const prefs = withShownAs(NO_PREFS, "data.a", "Image");
  expect(shownAs(prefs, "data.a")).toBe("Image");
  expect(shownAs(prefs, "data.b")).toBe("Text");
  expect(shownAs(withShownAs(prefs, "data.a", "Text"), "data.a")).toBe("Text");
});

test("new columns stand behind their usual neighbours, gone ones vanish", () => {
  const prefs = { ...NO_PREFS, order: ["updated_at", "data.gone", "data.a", "id"] };
  const order = orderOf(of(["a", "b"]), prefs);
  expect(order).not.toContain("data.gone");
  expect(order.indexOf("updated_at")).toBe(0);
  expect(order.indexOf("data.b")).toBe(order.indexOf("data.a") + 1);
  expect(new Set(order)).toEqual(new Set(of(["a", "b"]).map(({ id }) => id)));
});

test("a column is moved to another's place, in both directions", () => {
  expect(moved(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], "x", "a")).toEqual(["a", "b"]);
});
