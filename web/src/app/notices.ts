// Which of the things that are wrong is said on top of the page: one at a time, the one that must be solved first.
import type { Connection } from "@/api/connection";

export interface Trouble {
  connection: Connection;
  /** The address of whoever signed in instead of the account that opened this page. */
  stranger: string | null;
  /** Parts of the app are not on the server any more. */
  updated: boolean;
}

export type Notice = "none" | "unreachable" | "signed-out" | "stranger" | "updated" | "slow";

export function noticeOf({ connection, stranger, updated }: Trouble): Notice {
  if (connection === "unreachable" || connection === "signed-out") return connection;
  if (stranger !== null) return "stranger";
  if (updated) return "updated";
  return connection === "slow" ? "slow" : "none";
}
