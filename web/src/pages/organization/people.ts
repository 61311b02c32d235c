// Who may do what to whom among the people of a server, with the reason where it is "no".
import type { Schemas } from "@/api/client";

export type Account = Schemas["Account"];
export type Role = Account["role"];

export const ROLES: readonly { value: Role; label: string; about: string }[] = [
  {
    value: "annotator",
    label: "Annotator",
    about: "Labels the projects he or she is a member of, and sees nothing else.",
  },
  { value: "manager", label: "Manager", about: "Makes projects, connects storages, sees all work." },
  {
    value: "administrator",
    label: "Administrator",
    about: "Also adds people, changes roles and sees the server's status.",
  },
];

export const roleLabel = (role: Role): string => ROLES.find(({ value }) => value === role)?.label ?? role;

export interface Viewer {
  id: number;
  administrator: boolean;
  /** The first account of the server. */
  ownerId: number | null;
}

/** Why the viewer may not change this role; null if he may. */
export function whyNotRole(viewer: Viewer, account: Account): string | null {
  if (!viewer.administrator) return "Only administrators change roles.";
  if (account.id === viewer.ownerId) return "The first account of the server stays its administrator.";
  if (account.id === viewer.id) return "Another administrator has to change your own role.";
  if (!account.active) return "Let this person in again first.";
  return null;
}

/** Why the viewer may not end this membership; null if he may. */
export function whyNotDeactivate(viewer: Viewer, account: Account): string | null {
  if (!viewer.administrator) return "Only administrators end memberships.";
  if (account.id === viewer.ownerId) return "The first account of the server cannot be removed.";
  if (account.id === viewer.id) return "Another administrator has to end your own membership.";
  return null;
}

export function whyNotResetLink(viewer: Viewer, account: Account): string | null {
  if (!viewer.administrator) return "Only administrators make such links.";
  if (!account.active) return "Let this person in again first.";
  return null;
}

/** Every word of the search is in the name or the address. */
export function matching(accounts: readonly Account[], search: string): Account[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter((account) => {
    const text = `${account.first_name} ${account.last_name} ${account.email} ${account.role}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Which roles the viewer may hand out with an invitation. */
export const rolesToGive = (administrator: boolean) =>
  administrator ? ROLES : ROLES.filter(({ value }) => value === "annotator");

/** "Cats, Dogs and 3 more" */
export function titlesInWords(titles: readonly string[], shown = 2): string {
  if (titles.length === 0) return "none";
  const rest = titles.length - shown;
  return rest > 0 ? `${titles.slice(0, shown).join(", ")} and ${rest} more` : titles.join(", ");
}
