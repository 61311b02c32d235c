import { expect, test } from "vitest";
import { type Progress, percentOf, progressWords } from "./progress";

const progress = (some: Partial<Progress>): Progress => ({
  phase: "listing",
  done: 0,
  total: null,
  per_second: null,
  seconds_left: null,
  ...some,
});

test("percent, rate and the time left where the whole is known", () => {
  const known = progress({ done: 610_000, total: 1_000_000, per_second: 412_000.4, seconds_left: 4.2 });
  expect(percentOf(known)).toBe(61);
  expect(progressWords(known)).toBe("listing 61 % · 412,000 objects/s · about 4 s left");
});

test("the count that grows where it is not", () => {
  expect(percentOf(progress({ done: 5_000 }))).toBeNull();
  expect(progressWords(progress({ phase: "tasks", done: 5_000 }))).toBe("making tasks, 5,000 objects");
  expect(progressWords(progress({ phase: "tasks", done: 5_000, per_second: 0 }))).toBe(
    "making tasks, 5,000 objects · 0 objects/s",
  );
});

test("a bucket that grew is not done before its end", () => {
  expect(percentOf(progress({ done: 20, total: 10 }))).toBe(100);
  expect(percentOf(progress({ done: 0, total: 0 }))).toBeNull();
});

test("a job that waits says so", () => {
  expect(progressWords(progress({ phase: "waiting" }))).toBe("waiting for its turn");
});
