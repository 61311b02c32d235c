import { expect, test } from "vitest";
import { folded, readable, sideBySide } from "./diff";

test("the order of members is no difference", () => {
  const rows = sideBySide('{"a":1,"b":[{"d":1,"c":2}]}', '{"b":[{"c":2,"d":1}],"a":1}');
  expect(rows.every((row) => row.same)).toBe(true);
});

test("a changed line stands beside what it became", () => {
  const rows = sideBySide('{"a":1,"x":"ours"}', '{"a":1,"x":"theirs"}');
  expect(rows.filter((row) => !row.same)).toEqual([
    { ours: '  "x": "ours"', theirs: '  "x": "theirs"', same: false },
  ]);
});

test("what only one side has stands alone", () => {
  const rows = sideBySide("[1]", "[1, 2]");
  expect(rows.filter((row) => !row.same)).toEqual([
    { ours: "  1", theirs: "  1,", same: false },
    { ours: null, theirs: "  2", same: false },
  ]);
});

test("text that is not JSON is compared as it is", () => {
  expect(readable("not json")).toBe("not json");
  expect(sideBySide("{}", "gone\n")).toEqual([{ ours: "{}", theirs: "gone", same: false }]);
});

test("long runs of equal lines are folded", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i}`);
  const parts = folded(sideBySide(["a", ...lines].join("\n"), ["b", ...lines].join("\n")));
  expect(parts).toHaveLength(5);
  expect(parts.at(-1)).toEqual({ hidden: 17 });
});
