import { expect, test } from "vitest";
import { ago, bytes, count, duration, plural } from "./format";

test("numbers have thousands separators", () => {
  expect(count(1203977)).toBe("1,203,977");
  expect(plural(1, "task")).toBe("1 task");
  expect(plural(0, "task")).toBe("0 tasks");
});

test("sizes are binary", () => {
  expect(bytes(0)).toBe("0 B");
  expect(bytes(1536)).toBe("1.5 KiB");
  expect(bytes(250 * 1024 * 1024)).toBe("250 MiB");
});

test("times are relative", () => {
  const now = new Date("2026-01-01T12:00:00Z");
  const before = (seconds: number) => ago(new Date(now.getTime() - seconds * 1000), now);
  expect(before(3)).toBe("just now");
  expect(before(130)).toBe("2 min ago");
  expect(before(3 * 86_400)).toBe("3 days ago");
  expect(before(-7200)).toBe("in 2 h");
  expect(duration(59.4)).toBe("59 s");
});
