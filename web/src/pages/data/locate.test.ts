import { expect, test, vi } from "vitest";
import { rowOfId } from "./locate";

const all = Array.from({ length: 100_000 }, (_, i) => 10 + i * 3);
const pages = (ids: number[]) => vi.fn(async (page: number) => ids.slice((page - 1) * 100, page * 100));

test("a task is found with few questions, in both directions", async () => {
  const ascending = pages(all);
  expect(await rowOfId(10 + 77_777 * 3, all.length, false, ascending)).toBe(77_777);
  expect(ascending.mock.calls.length).toBeLessThan(12);
  const turned = all.toReversed();
  expect(await rowOfId(10, all.length, true, pages(turned))).toBe(99_999);
  expect(await rowOfId(10 + 99_999 * 3, all.length, true, pages(turned))).toBe(0);
});

test("a task that is not in the list is not found", async () => {
  expect(await rowOfId(11, all.length, false, pages(all))).toBeUndefined();
  expect(await rowOfId(9_999_999, all.length, false, pages(all))).toBeUndefined();
  expect(await rowOfId(1, all.length, false, pages(all))).toBeUndefined();
  expect(await rowOfId(1, 0, false, pages([]))).toBeUndefined();
});
