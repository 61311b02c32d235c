// How people are named wherever they are shown.

interface Person {
  first_name: string;
  last_name: string;
  email: string;
}

/** "Ada Lovelace"; without a name the address. */
export function personName({ first_name, last_name, email }: Person): string {
  return `${first_name} ${last_name}`.trim() || email;
}

/** "AL"; without a name the first letters of the address. */
export function initials({ first_name, last_name, email }: Person): string {
  const names = [first_name, last_name].filter((name) => name !== "");
  const letters = names.length > 0 ? names.map((name) => Array.from(name)[0]).join("") : email.slice(0, 2);
  return letters.toUpperCase();
}
