import type { Storage } from "./queries";

// Syncs may be started elsewhere, and exports go on between jobs.
const CALM = 4_000;
const BUSY = 1_000;

/** Milliseconds until the cards are asked again. Running jobs tell of themselves. */
export function pauseOf(storages: readonly Storage[] | undefined): number {
  const moving = storages?.some(({ outbox }) => outbox !== undefined && outbox.pending > 0) ?? false;
  return moving ? BUSY : CALM;
}
