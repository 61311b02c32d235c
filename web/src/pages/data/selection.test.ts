import { expect, test } from "vitest";
import { countSelected, EVERYTHING, isSelected, NOTHING, select, selectedItems, toggle } from "./selection";

test("single tasks go in and out", () => {
  const one = toggle(NOTHING, 7);
  expect(isSelected(one, 7)).toBe(true);
  expect(isSelected(one, 8)).toBe(false);
  expect(countSelected(one, 100)).toBe(1);
  expect(toggle(one, 7)).toEqual(NOTHING);
});

test("all but some", () => {
  const most = toggle(toggle(EVERYTHING, 3), 4);
  expect(isSelected(most, 3)).toBe(false);
  expect(isSelected(most, 5)).toBe(true);
  expect(countSelected(most, 100_000)).toBe(99_998);
  expect(selectedItems(most)).toEqual({ all: true, excluded: [3, 4] });
  expect(countSelected(toggle(most, 3), 100_000)).toBe(99_999);
});

test("a range goes in and out of either kind", () => {
  expect(selectedItems(select(NOTHING, [1, 2, 3], true))).toEqual({ all: false, included: [1, 2, 3] });
  expect(select(select(NOTHING, [1, 2, 3], true), [2, 3], false).ids).toEqual(new Set([1]));
  expect(select(EVERYTHING, [1, 2], false).ids).toEqual(new Set([1, 2]));
  expect(select(select(EVERYTHING, [1, 2], false), [1, 2], true)).toEqual(EVERYTHING);
});
