import { expect, test } from "vitest";
import { endsInWords, tokenFacts } from "./tokens";

const listed = (payload: unknown) =>
  `eyJhbGciOiJIUzI1NiJ9.${btoa(JSON.stringify(payload)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;

test("a listed token says when it was made and when it ends", () => {
  const facts = tokenFacts(listed({ iat: 1_700_000_000, exp: 1_800_000_000, jti: "a?>" }));
  expect(facts.madeAt).toEqual(new Date(1_700_000_000_000));
  expect(facts.endsAt).toEqual(new Date(1_800_000_000_000));
});

test("what is no token says nothing", () => {
  for (const text of ["", "a", "a.b", "a.!!", listed("text"), listed({ exp: "soon" })]) {
    expect(tokenFacts(text)).toMatchObject({ madeAt: null, endsAt: null });
  }
});

test("an end that nobody lives to see is none", () => {
  const now = new Date("2026-01-01T00:00:00Z");
  expect(endsInWords(new Date("2226-01-01T00:00:00Z"), now)).toBe("does not end by itself");
  expect(endsInWords(null, now)).toBe("does not end by itself");
  expect(endsInWords(new Date("2027-03-05T12:00:00Z"), now)).toContain("2027");
});
