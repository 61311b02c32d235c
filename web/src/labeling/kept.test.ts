import { beforeEach, expect, test } from "vitest";
import { type KeptWork, WorkKeeper } from "./kept";

beforeEach(() => localStorage.clear());

const work = (task: number, annotation: number | null = null, at = "2026-01-01T00:00:00Z"): KeptWork => ({
  project: 1,
  task,
  annotation,
  result: [{ id: `r${task}` }],
  at,
});

test("work is kept per account, task and annotation until it is forgotten", () => {
  const ann = new WorkKeeper(1);
  const bob = new WorkKeeper(2);
  expect(ann.keep(work(7))).toBe(true);
  expect(ann.keep(work(7, 5))).toBe(true);
  expect(bob.all(1)).toEqual([]);
  expect(new WorkKeeper(1).of(1, 7)).toEqual([work(7), work(7, 5)]);
  expect(ann.of(2, 7)).toEqual([]);
  ann.forget(7, null);
  expect(ann.of(1, 7)).toEqual([work(7, 5)]);
});

test("the newest version of a work replaces the one before", () => {
  const keeper = new WorkKeeper(1);
  keeper.keep(work(7));
  keeper.keep({ ...work(7), result: [] });
  expect(keeper.all(1)).toEqual([{ ...work(7), result: [] }]);
});

test("what does not fit is refused and drops nothing", () => {
  const keeper = new WorkKeeper(1);
  keeper.keep(work(7));
  expect(keeper.keep({ ...work(8), result: [{ rle: "x".repeat(4_000_000) }] })).toBe(false);
  expect(keeper.all(1)).toEqual([work(7)]);
});

test("a browser that stores nothing is no failure", () => {
  const full = {
    length: 0,
    key: () => null,
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
    removeItem: () => {},
    clear: () => {},
  };
  expect(new WorkKeeper(1, full).keep(work(7))).toBe(false);
});

test("what others wrote under its names is passed over", () => {
  localStorage.setItem("millrace.work.1.7.new", "not json");
  localStorage.setItem("millrace.work.1.8.new", '{"task":8}');
  expect(new WorkKeeper(1).all(1)).toEqual([]);
});
