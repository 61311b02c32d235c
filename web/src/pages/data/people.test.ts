import { expect, test } from "vitest";
import { initialsOf, nameOf } from "./people";

const ada = { id: 1, first_name: "Ada", last_name: "Lovelace", email: "ada@example.com", avatar: null };
const nameless = { ...ada, first_name: "", last_name: "" };

test("people are named as far as they are known", () => {
  expect(nameOf(ada, 1)).toBe("Ada Lovelace (ada@example.com)");
  expect(initialsOf(ada, 1)).toBe("AL");
  expect(nameOf(nameless, 1)).toBe("ada@example.com");
  expect(initialsOf(nameless, 1)).toBe("AD");
  expect(nameOf(undefined, 7)).toBe("Account 7");
  expect(initialsOf(undefined, 7)).toBe("#7");
});
