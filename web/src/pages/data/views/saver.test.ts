import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Saver } from "./saver";

interface Thing {
  a: number;
  b: number;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A saver whose requests end when the test says so. */
function started() {
  const sent: Partial<Thing>[] = [];
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const saver = new Saver<Thing>((part) => {
    sent.push(part);
    return new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  });
  const end = async (how: (one: { resolve: () => void; reject: (error: Error) => void }) => void) => {
    const next = ends.shift();
    if (next) how(next);
    await vi.advanceTimersByTimeAsync(0);
  };
  return { saver, sent, end };
}

test("a change counts at once, and is saved", async () => {
  const { saver, sent, end } = started();
  saver.change({ a: 1 });
  expect(saver.state().pending).toEqual({ a: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toEqual([{ a: 1 }]);
  await end(({ resolve }) => resolve());
  expect(saver.state()).toEqual({ pending: {}, error: null });
});

test("changes within the wait are one, and those during a request the next one", async () => {
  const { saver, sent, end } = started();
  saver.change({ a: 1 }, 400);
  saver.change({ a: 2 }, 400);
  await vi.advanceTimersByTimeAsync(399);
  expect(sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(sent).toEqual([{ a: 2 }]);
  saver.change({ a: 3, b: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(sent).toHaveLength(1);
  await end(({ resolve }) => resolve());
  expect(sent).toEqual([{ a: 2 }, { a: 3, b: 1 }]);
  await end(({ resolve }) => resolve());
  expect(saver.state().pending).toEqual({});
});

test("what was not saved stays, and goes with the next attempt", async () => {
  const { saver, sent, end } = started();
  saver.change({ a: 1 });
  await vi.advanceTimersByTimeAsync(0);
  await end(({ reject }) => reject(new Error("no")));
  expect(saver.state().error).toEqual(new Error("no"));
  expect(saver.state().pending).toEqual({ a: 1 });
  saver.change({ b: 2 });
  expect(saver.state().error).toBeNull();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent.at(-1)).toEqual({ a: 1, b: 2 });
  await end(({ resolve }) => resolve());
  expect(saver.state().pending).toEqual({});
});

test("leaving saves what would have waited", async () => {
  const { saver, sent } = started();
  saver.change({ a: 1 }, 400);
  void saver.flush();
  expect(sent).toEqual([{ a: 1 }]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toHaveLength(1);
});
