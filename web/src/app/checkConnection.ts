import { api, ok } from "@/api/client";
import { queryClient, whoami } from "@/api/queries";

/** What a question to the server found out. `reportConnection` heard of it, too. */
export type Found = { kind: "trouble" } | { kind: "same" } | { kind: "somebody-else"; email: string };

/** Asks whether the server answers, and whether it is still the same account that is signed in. */
export async function checkConnection(): Promise<Found> {
  const before = queryClient.getQueryData(whoami.queryKey);
  try {
    const now = await ok(api.GET("/api/current-user/whoami"));
    if (before !== undefined && before.id !== now.id) return { kind: "somebody-else", email: now.email };
    return { kind: "same" };
  } catch {
    return { kind: "trouble" };
  }
}
