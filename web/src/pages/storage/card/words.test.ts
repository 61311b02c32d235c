import { expect, test } from "vitest";
import type { Job } from "@/ui/job/useJob";
import type { Storage } from "../queries";
import { type Counts, changes, holdings, skipped, skippedBecause, stateOf } from "./words";

const NONE = new Proxy({} as Counts, { get: () => 0 });
const counts = (some: Partial<Counts>): Counts =>
  new Proxy(some as Counts, { get: (object, name) => Reflect.get(object, name) ?? 0 });

test("a job that runs says more than the outcome of the last", () => {
  const role = "source";
  const running = (state: Job["state"]) => ({ state }) as Job;
  expect(stateOf({ status: "completed", role }, null).word).toBe("synced");
  expect(stateOf({ status: "stopped", role }, null)).toEqual({ word: "stopped", color: "gray" });
  expect(stateOf({ status: "failed", role }, running("in_progress")).word).toBe("syncing");
  expect(stateOf({ status: "failed", role }, running("queued")).word).toBe("waiting");
});

test("a target works from the start", () => {
  expect(stateOf({ status: "initialized", role: "target" }, null).word).toBe("connected");
  expect(stateOf({ status: "initialized", role: "source" }, null).word).toBe("not synced yet");
});

test("what is skipped is one number, with its reasons", () => {
  const some = counts({ skipped_regex: 1_200, skipped_own: 3, removed_by_user: 1 });
  expect(skipped(some)).toBe(1_204);
  expect(skippedBecause(some)).toBe(
    "1,200 by the regex, 3 exports of this server, 1 whose tasks a person deleted",
  );
  expect(skippedBecause(NONE)).toBe("");
});

test("counts have thousands separators", () => {
  expect(changes(counts({ new_tasks: 1_203_977, changed: 3 }))).toBe("1,203,977 new · 3 changed · 0 gone");
  expect(holdings({ tasks: 1, objects: 5 } as Storage)).toBe("1 task");
  expect(holdings({ tasks: null, objects: 5_000 } as Storage)).toBe("5,000 objects");
});
