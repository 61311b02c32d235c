import { expect, test } from "vitest";
import { pageOf, pagesOf, RecentPages } from "./pageWindow";

test("rows lie on pages of 100, counted from 1", () => {
  expect(pageOf(0)).toBe(1);
  expect(pageOf(99)).toBe(1);
  expect(pageOf(100)).toBe(2);
  expect(pagesOf(95, 130)).toEqual([1, 2]);
  expect(pagesOf(0, -1)).toEqual([1]);
});

test("the pages looked at longest ago are forgotten first", () => {
  const recent = new RecentPages(3);
  expect(recent.look([1, 2])).toEqual([]);
  expect(recent.look([3])).toEqual([]);
  expect(recent.look([1])).toEqual([]);
  expect(recent.look([4])).toEqual([2]);
  expect(recent.look([5, 6])).toEqual([3, 1]);
});

test("pages that are looked at now are never forgotten", () => {
  const recent = new RecentPages(2);
  expect(recent.look([1, 2, 3])).toEqual([]);
  expect(recent.look([4])).toEqual([1, 2]);
});
