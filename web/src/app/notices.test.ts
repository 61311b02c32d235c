import { expect, test } from "vitest";
import { noticeOf, type Trouble } from "./notices";

const well: Trouble = { connection: "ok", stranger: null, updated: false };

test("what must be solved first is said first", () => {
  expect(noticeOf(well)).toBe("none");
  expect(noticeOf({ ...well, connection: "slow" })).toBe("slow");
  expect(noticeOf({ connection: "slow", stranger: null, updated: true })).toBe("updated");
  expect(noticeOf({ connection: "ok", stranger: "bo@example.com", updated: true })).toBe("stranger");
  expect(noticeOf({ connection: "signed-out", stranger: "bo@example.com", updated: true })).toBe(
    "signed-out",
  );
  expect(noticeOf({ connection: "unreachable", stranger: null, updated: true })).toBe("unreachable");
});
