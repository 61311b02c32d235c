// What a storage's card says.
import { count, plural } from "@/ui/format";
import type { Job } from "@/ui/job/useJob";
import type { Storage } from "../queries";

export type Counts = NonNullable<Storage["counts"]>;

export interface State {
  word: string;
  /** The dot's colour; the word says the same. */
  color: "gray" | "blue" | "teal" | "yellow" | "red";
}

const STATES: Record<Storage["status"], State> = {
  initialized: { word: "not synced yet", color: "gray" },
  queued: { word: "waiting", color: "blue" },
  in_progress: { word: "syncing", color: "blue" },
  completed: { word: "synced", color: "teal" },
  completed_with_errors: { word: "synced with problems", color: "yellow" },
  failed: { word: "failed", color: "red" },
  stopped: { word: "stopped", color: "gray" },
};

/** A job that runs says more than the outcome of the last one. */
export function stateOf({ status, role }: Pick<Storage, "status" | "role">, running: Job | null): State {
  if (running !== null) return STATES[running.state];
  // Exports need no sync to begin.
  if (status === "initialized" && role === "target") return { word: "connected", color: "teal" };
  return STATES[status];
}

export const skipped = (counts: Counts): number =>
  counts.skipped_regex + counts.skipped_own + counts.skipped_directory + counts.removed_by_user;

/** Why objects were skipped, for who points at the number. */
export function skippedBecause(counts: Counts): string {
  const reasons: [number, string][] = [
    [counts.skipped_regex, "by the regex"],
    [counts.skipped_own, "exports of this server"],
    [counts.skipped_directory, "markers of folders"],
    [counts.removed_by_user, "whose tasks a person deleted"],
  ];
  return reasons
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${count(number)} ${words}`)
    .join(", ");
}

/** "1,203,977 tasks", or objects where one holds many tasks. */
export const holdings = ({ tasks, objects }: Storage): string =>
  typeof tasks === "number" ? plural(tasks, "task") : plural(objects ?? 0, "object");

/** What the last sync of a source did: "12 new · 3 changed · 0 gone". */
export const changes = (counts: Counts): string =>
  `${count(counts.new_tasks)} new · ${count(counts.changed)} changed · ${count(counts.gone)} gone`;
