import { expect, test } from "vitest";
import { mayIn } from "./rights";

const annotator = { permissions: ["tasks.view"], managed_projects: [3] };

test("a manager of a project manages that one", () => {
  expect(mayIn(annotator, 3, "projects.change")).toBe(true);
  expect(mayIn(annotator, 3, "storages.change")).toBe(true);
  expect(mayIn(annotator, 4, "projects.change")).toBe(false);
});

test("what reaches beyond a project takes the role of the account", () => {
  expect(mayIn(annotator, 3, "projects.create")).toBe(false);
  expect(mayIn(annotator, 3, "organizations.change")).toBe(false);
});

test("managers of the server manage every project", () => {
  const manager = { permissions: ["projects.change"], managed_projects: [] };
  expect(mayIn(manager, 9, "projects.change")).toBe(true);
});

test("nothing is allowed before the server has said so", () => {
  expect(mayIn(undefined, 3, "projects.change")).toBe(false);
});
