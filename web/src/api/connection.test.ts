import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connection, reportConnection, SLOW_AFTER, subscribeConnection, watchRequest } from "./connection";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  reportConnection("ok");
  vi.useRealTimers();
});

test("changes are told once", () => {
  const heard = vi.fn();
  const stop = subscribeConnection(heard);
  reportConnection("unreachable");
  reportConnection("unreachable");
  expect(heard).toHaveBeenCalledTimes(1);
  expect(connection()).toBe("unreachable");
  stop();
  reportConnection("ok");
  expect(heard).toHaveBeenCalledTimes(1);
});

test("the server is slow while any request is late", () => {
  const first = watchRequest();
  const second = watchRequest();
  expect(connection()).toBe("ok");
  vi.advanceTimersByTime(SLOW_AFTER);
  expect(connection()).toBe("slow");
  first();
  first();
  expect(connection()).toBe("slow");
  second();
  expect(connection()).toBe("ok");
});

test("a request that is answered in time is no trouble, and a dead server is worse than a slow one", () => {
  watchRequest()();
  vi.advanceTimersByTime(SLOW_AFTER);
  expect(connection()).toBe("ok");
  const done = watchRequest();
  vi.advanceTimersByTime(SLOW_AFTER);
  reportConnection("signed-out");
  expect(connection()).toBe("signed-out");
  done();
});
