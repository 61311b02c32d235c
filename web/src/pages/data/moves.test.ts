import { expect, test } from "vitest";
import { moveOf } from "./moves";

const table = { total: 100_000, perRow: 1, perView: 20 };
const grid = { total: 10, perRow: 4, perView: 8 };

test("keys move through a table", () => {
  expect(moveOf("ArrowDown", 5, table)).toBe(6);
  expect(moveOf("ArrowUp", 5, table)).toBe(4);
  expect(moveOf("PageDown", 5, table)).toBe(25);
  expect(moveOf("End", 5, table)).toBe(99_999);
  expect(moveOf("Home", 5, table)).toBe(0);
  expect(moveOf("ArrowRight", 5, table)).toBeUndefined();
  expect(moveOf("a", 5, table)).toBeUndefined();
});

test("the first move leads to the first row", () => {
  expect(moveOf("ArrowDown", -1, table)).toBe(0);
  expect(moveOf("ArrowDown", -1, { ...table, total: 0 })).toBeUndefined();
});

test("both ends hold", () => {
  expect(moveOf("ArrowUp", 0, table)).toBe(0);
  expect(moveOf("PageDown", 99_995, table)).toBe(99_999);
});

test("a grid moves in two directions", () => {
  expect(moveOf("ArrowRight", 2, grid)).toBe(3);
  expect(moveOf("ArrowDown", 2, grid)).toBe(6);
  expect(moveOf("ArrowDown", 8, grid)).toBe(9);
});
