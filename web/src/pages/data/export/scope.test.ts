import { expect, test } from "vitest";
import { EVERYTHING, NOTHING } from "../selection";
import { MOST_IDS } from "./exportTasks";
import { downloadScopes, type ShownTab, scopeNote, snapshotScopes } from "./scope";

const TAB: ShownTab = { id: 3, title: "High", otherwise: false };
const values = (scopes: { value: string }[]) => scopes.map(({ value }) => value);
const some = (number: number) => ({
  all: false,
  ids: new Set(Array.from({ length: number }, (_, id) => id)),
});

test("only a tab that is saved can be chosen", () => {
  expect(values(snapshotScopes(TAB))).toEqual(["all", "tab"]);
  expect(values(snapshotScopes({ ...TAB, id: undefined }))).toEqual(["all"]);
});

test("as many selected tasks as an address holds can be chosen", () => {
  expect(downloadScopes(TAB, some(2)).at(-1)).toEqual({ value: "selected", label: "The 2 selected tasks" });
  for (const selection of [NOTHING, EVERYTHING, some(MOST_IDS + 1)])
    expect(values(downloadScopes(TAB, selection))).toEqual(["all", "tab"]);
});

test("a page that shows something else than the tab says so", () => {
  expect(scopeNote("tab", TAB)).toBeUndefined();
  expect(scopeNote("tab", { ...TAB, otherwise: true })).toMatch(/^The tab as it is saved/);
  expect(scopeNote("all", { ...TAB, otherwise: true })).toBeUndefined();
});
