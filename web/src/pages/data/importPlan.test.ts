import { expect, test } from "vitest";
import { maybeOneTaskEach, partsOf, withFiles } from "./importPlan";

const MIB = 1024 * 1024;
const file = (name: string, size = 1) => ({ name, size });

test("files go in parts that a server takes", () => {
  expect(partsOf([])).toEqual([]);
  expect(partsOf([file("a"), file("b")])).toEqual([[file("a"), file("b")]]);
  const many = Array.from({ length: 250 }, (_, i) => file(`${i}.jpg`));
  expect(partsOf(many).map((part) => part.length)).toEqual([100, 100, 50]);
  expect(partsOf(many).flat()).toEqual(many);
  expect(partsOf([file("a", 60 * MIB), file("b", 60 * MIB)])).toHaveLength(2);
});

test("a file beyond the bound goes alone", () => {
  const parts = partsOf([file("a"), file("huge", 900 * MIB), file("b")]);
  expect(parts.map((part) => part.map(({ name }) => name))).toEqual([["a"], ["huge"], ["b"]]);
});

test("tables and texts may be one task or many", () => {
  expect(maybeOneTaskEach([file("a.json"), file("b.CSV")])).toBe(true);
  expect(maybeOneTaskEach([file("a.json"), file("b.jpg")])).toBe(false);
});

test("a file is chosen once", () => {
  const chosen = withFiles([file("a", 1)], [file("a", 1), file("a", 2), file("b", 1)]);
  expect(chosen).toEqual([file("a", 1), file("a", 2), file("b", 1)]);
});
