import { expect, test } from "vitest";
import { personName } from "@/ui/person";
import {
  type Account,
  matching,
  rolesToGive,
  titlesInWords,
  whyNotDeactivate,
  whyNotResetLink,
  whyNotRole,
} from "./people";

const account = (changes: Partial<Account> = {}): Account => ({
  id: 7,
  email: "ann@example.com",
  first_name: "",
  last_name: "",
  role: "annotator",
  active: true,
  created_at: "2026-01-01T00:00:00Z",
  last_activity: null,
  ...changes,
});
const admin = { id: 2, administrator: true, ownerId: 1 };

test("administrators change others, but neither the first account nor themselves", () => {
  expect(whyNotRole(admin, account())).toBeNull();
  expect(whyNotRole(admin, account({ id: 1 }))).toContain("first account");
  expect(whyNotRole(admin, account({ id: 2 }))).toContain("your own role");
  expect(whyNotRole(admin, account({ active: false }))).toContain("in again");
  expect(whyNotRole({ ...admin, administrator: false }, account())).toContain("Only administrators");
  expect(whyNotDeactivate(admin, account())).toBeNull();
  expect(whyNotDeactivate(admin, account({ id: 1 }))).toContain("cannot be removed");
  expect(whyNotDeactivate(admin, account({ active: false }))).toBeNull();
  expect(whyNotResetLink(admin, account({ id: 2 }))).toBeNull();
  expect(whyNotResetLink(admin, account({ active: false }))).not.toBeNull();
});

test("managers invite annotators only", () => {
  expect(rolesToGive(false).map(({ value }) => value)).toEqual(["annotator"]);
  expect(rolesToGive(true)).toHaveLength(3);
});

test("people are found by any part of name, address and role", () => {
  const people = [
    account({ first_name: "Ann", last_name: "Lee" }),
    account({ email: "bo@x.org", role: "manager" }),
  ];
  expect(matching(people, "lee ANN")).toEqual([people[0]]);
  expect(matching(people, "manager")).toEqual([people[1]]);
  expect(matching(people, " ")).toHaveLength(2);
});

test("names and titles in words", () => {
  expect(personName(account())).toBe("ann@example.com");
  expect(personName(account({ first_name: "Ann" }))).toBe("Ann");
  expect(titlesInWords([])).toBe("none");
  expect(titlesInWords(["a", "b", "c", "d"])).toBe("a, b and 2 more");
  expect(titlesInWords(["a", "b"])).toBe("a, b");
});
