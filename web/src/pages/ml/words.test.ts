import { expect, test } from "vitest";
import type { Backend, Job } from "./queries";
import { factsOf, nameOf, percentOf, stateOf } from "./words";

const backend: Backend = {
  id: 1,
  state: "CO",
  readable_state: "Connected",
  is_interactive: false,
  url: "http://models:9090",
  error_message: null,
  title: "bert",
  auth_method: "NONE",
  basic_auth_user: "",
  basic_auth_pass_is_set: false,
  description: "",
  extra_params: null,
  model_version: "7",
  timeout: 100,
  created_at: "2026-01-01T00:00:00Z",
  updated_at: "2026-01-01T00:00:00Z",
  auto_update: true,
  project: 1,
};

test("a backend by its title, else by its address", () => {
  expect(nameOf(backend)).toBe("bert");
  expect(nameOf({ ...backend, title: null })).toBe("http://models:9090");
});

test("its state and what it is good for", () => {
  expect(stateOf({ ...backend, state: "DI" })).toEqual({ word: "does not answer", color: "red" });
  expect(factsOf(backend)).toEqual(["version 7"]);
  expect(factsOf({ ...backend, auto_update: false, is_interactive: true })).toEqual([
    "version 7, chosen",
    "smart tools",
  ]);
  expect(factsOf({ ...backend, model_version: null })).toEqual([]);
});

test("a job without tasks is whole, and none is more than whole", () => {
  const percent = (done: number, total: number) => percentOf({ done, total } as Job);
  expect(percent(0, 0)).toBe(100);
  expect(percent(1, 3)).toBe(33);
  expect(percent(9, 3)).toBe(100);
});
