import { expect, test } from "vitest";
import { isRunning, syncState } from "./syncState";

const DONE = {
  status: "completed",
  running_job: null,
  counts: null,
  last_sync: "2026-01-02T00:00:00Z",
  failures: 0,
} as const;
const source = (part: Partial<Parameters<typeof isRunning>[0]>) => ({ ...DONE, ...part });

test("a running sync goes before everything else", () => {
  const running = source({ running_job: "1/x", status: "in_progress" });
  expect(isRunning(running)).toBe(true);
  expect(syncState([source({ status: "failed" }), running]).words).toBe("syncing");
});

test("failures are said before the last time", () => {
  expect(syncState([source({ status: "failed" })]).words).toBe("sync failed");
  expect(syncState([source({}), source({ status: "failed" })]).words).toBe("1 sync failed");
  expect(syncState([source({ failures: 3 })]).words).toBe("3 objects failed, synced");
});

test("a sync that was stopped is no failure", () => {
  expect(syncState([source({}), source({ status: "stopped" })])).toEqual({
    color: "gray",
    words: "sync stopped",
  });
});

test("the time is that of the source that was synced longest ago", () => {
  const older = source({ last_sync: "2026-01-01T12:00:00Z" });
  expect(syncState([source({}), older])).toEqual({
    color: "teal",
    words: "synced",
    at: "2026-01-01T12:00:00Z",
  });
  expect(syncState([source({}), source({ status: "initialized", last_sync: null })]).words).toBe(
    "not synced yet",
  );
});
