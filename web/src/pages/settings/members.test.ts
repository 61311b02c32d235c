import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { byRole, candidates } from "./members";

const account = (id: number, changes: Partial<Schemas["Account"]> = {}): Schemas["Account"] => ({
  id,
  email: `${id}@example.com`,
  first_name: "",
  last_name: "",
  role: "annotator",
  active: true,
  created_at: "2026-01-01T00:00:00Z",
  last_activity: null,
  ...changes,
});

test("annotators are added once, others need not be", () => {
  const all = [account(1, { role: "manager" }), account(2), account(3), account(4, { active: false })];
  expect(candidates(all, [account(2)]).map(({ id }) => id)).toEqual([3]);
  expect(byRole(all).map(({ id }) => id)).toEqual([1]);
});
