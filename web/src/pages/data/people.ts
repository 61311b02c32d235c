// Accounts as a narrow column names them.
import { initials, personName } from "@/ui/person";

interface Person {
  first_name: string;
  last_name: string;
  email: string;
}
export type People = ReadonlyMap<number, Person>;

/** "Ada Lovelace (ada@example.com)", or as much of it as is known. */
export function nameOf(person: Person | undefined, id: number): string {
  if (person === undefined) return `Account ${id}`;
  const name = personName(person);
  return name === person.email ? name : `${name} (${person.email})`;
}

/** "AL"; without a name the first letters of the address. */
export function initialsOf(person: Person | undefined, id: number): string {
  return person === undefined ? `#${id}` : initials(person);
}
