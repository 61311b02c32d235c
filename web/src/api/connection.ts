// Whether the server answers and knows us: every request reports here, the shell shows it.
import { useSyncExternalStore } from "react";

export type Connection = "ok" | "unreachable" | "signed-out";

let state: Connection = "ok";
const listeners = new Set<() => void>();

export function reportConnection(next: Connection): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const connection = (): Connection => state;

export function useConnection(): Connection {
  return useSyncExternalStore(subscribeConnection, connection);
}
