import { expect, test } from "vitest";
import type { Job } from "@/ui/job/useJob";
import type { Counts } from "../card/words";
import { samplesOf, wouldDo } from "./dryRun";
import { compared, differing, unlisted } from "./verifyWords";

const job = (counts: Partial<Counts>, more: Partial<Job> = {}): Job =>
  ({
    kind: "import",
    state: "completed",
    differences: [],
    sample_new: [],
    sample_changed: [],
    sample_gone: [],
    sample_bad: [],
    ...more,
    counts: new Proxy(counts, { get: (object, name) => Reflect.get(object, name) ?? 0 }),
  }) as unknown as Job;

test("a dry run says what a sync would do", () => {
  expect(wouldDo(job({ listed: 20, new_tasks: 12, changed: 1, gone: 2, skipped_regex: 4, failed: 1 }))).toBe(
    "A sync now would make 12 new tasks, see 1 changed object and 2 gone, skip 4, fail on 1. Nothing was changed.",
  );
  expect(wouldDo(job({ written: 1, conflicts: 3 }, { kind: "export" }))).toBe(
    "A sync now would write 1 object, delete 0, leave 0 as they are, meet 3 conflicts. Nothing was changed.",
  );
  expect(wouldDo(job({ listed: 20, known: 16, skipped_regex: 4 }))).toBe(
    "A sync now would change nothing: no object is new, changed or gone.",
  );
  expect(wouldDo(job({}, { state: "failed" }))).toBe("The dry run could not look at the bucket.");
  expect(wouldDo(job({ listed: 9 }, { state: "stopped" }))).toBe("The dry run was stopped before its end.");
});

test("samples are grouped, empty groups left out", () => {
  expect(samplesOf(job({}, { sample_new: ["a", "b"], sample_bad: ["c", "c"] }))).toEqual([
    { title: "New", keys: ["a", "b"] },
    { title: "Not usable", keys: ["c"] },
  ]);
});

test("a verification says what differs", () => {
  expect(compared(job({ listed: 3 }))).toBe("3 objects compared: all are as they were written.");
  expect(compared(job({ listed: 3, missing: 1 }))).toBe("3 objects compared: 1 missing, 0 different.");
});

test("differences that are not listed are counted", () => {
  expect(differing(job({ listed: 9, missing: 3, differs: 2 }))).toBe(5);
  expect(unlisted(5, 5)).toBeNull();
  expect(unlisted(1_000, 12_345)).toMatch(/^The first 1,000 of 12,345 are listed\. Repair mends all/);
});
