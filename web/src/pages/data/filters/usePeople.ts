// Who filters may ask for: all accounts for those who may see them, else those who worked on the tasks in sight.
import { useQuery } from "@tanstack/react-query";
import { accountsQuery, whoami } from "@/api/queries";
import type { People } from "../people";

export function usePeople(seen: People, mayManage: boolean): People {
  const accounts = useQuery({ ...accountsQuery, enabled: mayManage });
  const { data: me } = useQuery(whoami);
  return new Map([
    ...(me ? [[me.id, me] as const] : []),
    ...(accounts.data ?? []).map((account) => [account.id, account] as const),
    ...seen,
  ]);
}
