import { expect, it } from "vitest";
import { leads, nextSteps } from "./nextSteps";

const done = (project: object, roles: string[] = []) =>
  nextSteps(
    project,
    roles.map((role) => ({ role })),
  )
    .filter((step) => step.done)
    .map((step) => step.name);

it("ticks what is done", () => {
  expect(done({})).toEqual([]);
  expect(done({ config_has_control_tags: true, task_number: 3 })).toEqual(["labels", "data"]);
  expect(done({}, ["source", "target"])).toEqual(["data", "target"]);
  expect(done({ total_annotations_number: 1 })).toEqual(["annotate"]);
});

it("leads the one who made the project, until all is done or dismissed", () => {
  const mine = { created_by: { id: 1, first_name: "", last_name: "", email: "a@example.com", avatar: null } };
  const open = nextSteps(mine, []);
  expect(leads(open, mine, { id: 1 }, false)).toBe(true);
  expect(leads(open, mine, { id: 1 }, true)).toBe(false);
  expect(leads(open, mine, { id: 2 }, false)).toBe(false);
  expect(leads(open, mine, undefined, false)).toBe(false);
  const all = open.map((step) => ({ ...step, done: true }));
  expect(leads(all, mine, { id: 1 }, false)).toBe(false);
});
