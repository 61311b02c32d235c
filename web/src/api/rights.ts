// What the signed-in account may do, in the server's names (`permissions` of whoami).
import { useQuery } from "@tanstack/react-query";
import type { Schemas } from "./client";
import { whoami } from "./queries";

export type Permission =
  | "projects.create"
  | "projects.change"
  | "projects.delete"
  | "storages.change"
  | "organizations.change";

// What a manager of one project may do there.
const OF_A_PROJECT: readonly Permission[] = ["projects.change", "projects.delete", "storages.change"];

type Me = Pick<Schemas["OwnUser"], "permissions" | "managed_projects">;

export const may = (permissions: readonly string[] | undefined, permission: Permission): boolean =>
  permissions?.includes(permission) ?? false;

/** Everywhere, or as a manager of that project. */
export const mayIn = (me: Me | undefined, projectId: number, permission: Permission): boolean =>
  may(me?.permissions, permission) ||
  (OF_A_PROJECT.includes(permission) && (me?.managed_projects.includes(projectId) ?? false));

/** False until the server has said so. */
export function useMay(permission: Permission): boolean {
  const { data: me } = useQuery(whoami);
  return may(me?.permissions, permission);
}

/** The same, in one project. */
export function useMayIn(projectId: number, permission: Permission): boolean {
  const { data: me } = useQuery(whoami);
  return mayIn(me, projectId, permission);
}
