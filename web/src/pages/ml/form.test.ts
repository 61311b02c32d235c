import { expect, test } from "vitest";
import { backendSchema, bodyOf, connectionOf, valuesOf } from "./form";

const filled = { ...valuesOf(null), title: "bert", url: "http://models:9090" };
const faults = (part: object) =>
  backendSchema.safeParse({ ...filled, ...part }).error?.issues.map(({ path }) => path.join(".")) ?? [];

test("what is missing or wrong is said where it is", () => {
  expect(faults({})).toEqual([]);
  expect(faults({ title: " ", url: "models:9090" })).toEqual(["title", "url"]);
  expect(faults({ extra: "{" })).toEqual(["extra"]);
  expect(faults({ timeout: 0 })).toEqual(["timeout"]);
  expect(faults({ withPassword: true })).toEqual(["user", "password"]);
  expect(faults({ withPassword: true, user: "ann", stored: true })).toEqual([]);
});

test("a stored password is not sent, and none goes along without its user", () => {
  const kept = connectionOf({ ...filled, withPassword: true, user: "ann", stored: true }, 1);
  expect(kept).toMatchObject({ auth_method: "BASIC_AUTH", basic_auth_user: "ann" });
  expect(kept).not.toHaveProperty("basic_auth_pass");
  expect(connectionOf({ ...filled, user: "ann", password: "p" }, 1)).toEqual({
    project: 1,
    url: "http://models:9090",
    extra_params: null,
    auth_method: "NONE",
  });
});

test("a version is sent only where it was chosen", () => {
  expect(bodyOf(filled, 1)).not.toHaveProperty("model_version");
  expect(bodyOf({ ...filled, newest: false, version: "7" }, 1)).toMatchObject({
    auto_update: false,
    model_version: "7",
  });
  expect(bodyOf({ ...filled, extra: '{"a":1}' }, 1).extra_params).toEqual({ a: 1 });
});
