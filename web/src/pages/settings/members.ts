// Who may label a project, and who else could.
import type { Schemas } from "@/api/client";
import { personName } from "@/ui/person";

export type Account = Schemas["Account"];

/** Accounts that can be added: active annotators who are no members. Everybody else sees every project anyway. */
export function candidates(accounts: readonly Account[], members: readonly Pick<Account, "id">[]): Account[] {
  const already = new Set(members.map(({ id }) => id));
  return accounts.filter(({ id, active, role }) => active && role === "annotator" && !already.has(id));
}

/** Those who see the project by their role. */
export const byRole = (accounts: readonly Account[]): Account[] =>
  accounts.filter(({ active, role }) => active && role !== "annotator");

/** "Ada Lovelace · ada@example.com" */
export const inFull = (account: Pick<Account, "email" | "first_name" | "last_name">): string => {
  const name = personName(account);
  return name === account.email ? name : `${name} · ${account.email}`;
};
