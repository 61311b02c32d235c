// Whether the server answers and knows us: every request reports here, the shell shows it.
import { useSyncExternalStore } from "react";

export type Connection = "ok" | "slow" | "unreachable" | "signed-out";

/** Milliseconds after which a request that is not answered is worth a word. */
export const SLOW_AFTER = 5_000;

let state: Exclude<Connection, "slow"> = "ok";
let late = 0;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function reportConnection(next: Exclude<Connection, "slow">): void {
  if (next === state) return;
  state = next;
  tell();
}

/** Watches a request that should be answered soon; call what it returns when it is settled. */
export function watchRequest(): () => void {
  let counted = false;
  const timer = setTimeout(() => {
    counted = true;
    late++;
    tell();
  }, SLOW_AFTER);
  return () => {
    clearTimeout(timer);
    if (!counted) return;
    counted = false;
    late--;
    tell();
  };
}

export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const connection = (): Connection => (state === "ok" && late > 0 ? "slow" : state);

export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, connection);
}
