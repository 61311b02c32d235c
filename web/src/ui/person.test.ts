import { expect, it } from "vitest";
import { initials, personName } from "./person";

const person = { id: 1, first_name: "", last_name: "", email: "ada@example.com", avatar: null };

it("names people", () => {
  expect(personName(person)).toBe("ada@example.com");
  expect(initials(person)).toBe("AD");
  expect(personName({ ...person, first_name: "Ada", last_name: "Moreau" })).toBe("Ada Moreau");
  expect(initials({ ...person, first_name: "Ada", last_name: "Moreau" })).toBe("AM");
});
