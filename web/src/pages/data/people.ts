// Accounts as a narrow column names them.
import type { Schemas } from "@/api/client";

type Person = Schemas["Person"];
export type People = ReadonlyMap<number, Person>;

/** "Ada Lovelace (ada@example.com)", or as much of it as is known. */
export function nameOf(person: Person | undefined, id: number): string {
  if (person === undefined) return `Account ${id}`;
  const name = `${person.first_name} ${person.last_name}`.trim();
  return name === "" ? person.email : `${name} (${person.email})`;
}

/** "AL"; without a name the first letters of the address. */
export function initialsOf(person: Person | undefined, id: number): string {
  if (person === undefined) return `#${id}`;
  const initials = person.first_name.slice(0, 1) + person.last_name.slice(0, 1);
  return (initials === "" ? person.email.slice(0, 2) : initials).toUpperCase();
}
