import { expect, test } from "vitest";
import { invitationInWords, invitationSchema, NEW_INVITATION } from "./invitation";

test("an invitation has bounds", () => {
  const good = (changes: object) => invitationSchema.safeParse({ ...NEW_INVITATION, ...changes }).success;
  expect(good({})).toBe(true);
  expect(good({ max_uses: 0 })).toBe(false);
  expect(good({ max_uses: 1001 })).toBe(false);
  expect(good({ max_uses: 1.5 })).toBe(false);
  expect(good({ days: 366 })).toBe(false);
  expect(good({ days: "" })).toBe(false);
});

test("an invitation in words", () => {
  expect(invitationInWords({ role: "annotator", uses: 0, max_uses: 1, project_role: "annotator" })).toBe(
    "Annotator · for one person",
  );
  expect(invitationInWords({ role: "annotator", uses: 0, max_uses: 1, project_role: "manager" })).toBe(
    "Annotator · for one person · manager of its projects",
  );
  expect(invitationInWords({ role: "manager", uses: 2, max_uses: 1000, project_role: "annotator" })).toBe(
    "Manager · 2 of 1,000 people came",
  );
});
