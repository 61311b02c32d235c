// What the signed-in account may do, in the server's names (`permissions` of whoami).
import { useQuery } from "@tanstack/react-query";
import { whoami } from "./queries";

export type Permission =
  | "projects.create"
  | "projects.change"
  | "projects.delete"
  | "storages.change"
  | "organizations.change";

export const may = (permissions: readonly string[] | undefined, permission: Permission): boolean =>
  permissions?.includes(permission) ?? false;

/** False until the server has said so. */
export function useMay(permission: Permission): boolean {
  const { data: me } = useQuery(whoami);
  return may(me?.permissions, permission);
}
