import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { attention, byNeed, diskIsLow, exportsInWords, kindOf } from "./status";

const storage = (changes: Partial<Schemas["StorageHealth"]>): Schemas["StorageHealth"] => ({
  id: 1,
  project: 1,
  role: "source",
  kind: "s3",
  title: "",
  place: "s3://cats",
  status: "completed",
  last_sync: null,
  message: "",
  failed: 0,
  pending: 0,
  conflicts: 0,
  ...changes,
});

test("a job has a name", () => {
  expect(kindOf({ kind: "import", dry_run: true })).toBe("Sync, dry run");
  expect(kindOf({ kind: "verify", dry_run: false })).toBe("Verify");
});

test("storages that need somebody come first", () => {
  const well = storage({ id: 1 });
  const conflicted = storage({ id: 2, role: "target", conflicts: 1 });
  const broken = storage({ id: 3, status: "failed" });
  expect(byNeed([well, conflicted, broken]).map(({ id }) => id)).toEqual([3, 2, 1]);
  expect(attention(conflicted)).toEqual(["1 conflict to decide"]);
  expect(attention(storage({ failed: 1200 }))).toEqual(["1,200 failed"]);
  expect(attention(well)).toEqual([]);
});

test("exports and disk in words", () => {
  const exports = { pending: 0, failed: 0, conflicts: 0, complete: true, next_attempt: null };
  expect(exportsInWords(exports)).toBe("Every annotation is in its target.");
  expect(exportsInWords({ ...exports, pending: 50000, complete: false })).toBe(
    "At least 50,000 pending · 0 failed · 0 conflicts",
  );
  expect(diskIsLow({ path: "/", free_bytes: 2 ** 29, total_bytes: 2 ** 40 })).toBe(true);
  expect(diskIsLow({ path: "/", free_bytes: 2 ** 39, total_bytes: 2 ** 40 })).toBe(false);
  expect(diskIsLow({ path: "/", free_bytes: 0, total_bytes: 0 })).toBe(false);
});
