import { beforeEach, expect, test } from "vitest";
import { isShown, loadPrefs, moved, NO_PREFS, orderOf, parsePrefs, savePrefs } from "./columnPrefs";
import { columnsOf, dataKeyOf } from "./columns";

beforeEach(() => localStorage.clear());

const ids = (keys: string[]) => columnsOf(keys, true).map((column) => column.id);

test("data columns stand between the picture and what Millrace counts", () => {
  expect(ids(["a", "b"]).slice(0, 5)).toEqual(["id", "picture", "data.a", "data.b", "total_annotations"]);
  expect(dataKeyOf("data.a.b")).toBe("a.b");
  expect(dataKeyOf("id")).toBeUndefined();
});

test("of many data columns the first are shown", () => {
  const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
  const shown = columnsOf(keys, false).filter((column) => isShown(column, NO_PREFS));
  expect(shown.filter((column) => dataKeyOf(column.id) !== undefined)).toHaveLength(8);
  expect(shown.some((column) => column.id === "picture")).toBe(false);
});

test("a choice is kept by project", () => {
  const prefs = { order: ["data.a", "id"], shown: { id: false }, widths: { "data.a": 300 } };
  savePrefs(1, prefs);
  expect(loadPrefs(1)).toEqual(prefs);
  expect(loadPrefs(2)).toEqual(NO_PREFS);
});

test("what is not understood is left out", () => {
  expect(parsePrefs("{broken")).toEqual(NO_PREFS);
  expect(parsePrefs("[1]")).toEqual(NO_PREFS);
  expect(parsePrefs('{"order":["id",5,"id"],"shown":{"id":"no"},"widths":{"id":1e9,"x":"a"}}')).toEqual({
    order: ["id"],
    shown: {},
    widths: {},
  });
});

test("new columns stand behind their usual neighbours, gone ones vanish", () => {
  const prefs = { ...NO_PREFS, order: ["updated_at", "data.gone", "data.a", "id"] };
  const order = orderOf(columnsOf(["a", "b"], true), prefs);
  expect(order).not.toContain("data.gone");
  expect(order.indexOf("updated_at")).toBe(0);
  expect(order.indexOf("data.b")).toBe(order.indexOf("data.a") + 1);
  expect(new Set(order)).toEqual(new Set(ids(["a", "b"])));
});

test("a column is moved to another's place, in both directions", () => {
  expect(moved(["a", "b", "c"], "a", "c")).toEqual(["b", "c", "a"]);
  expect(moved(["a", "b", "c"], "c", "a")).toEqual(["c", "a", "b"]);
  expect(moved(["a", "b"], "x", "a")).toEqual(["a", "b"]);
});
