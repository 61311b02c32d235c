// What a storage's card says.
import { count, plural } from "@/ui/format";
import { type JobState, type Tone, toneAs, toneOf } from "@/ui/job/states";
import type { Job } from "@/ui/job/useJob";
import type { Storage } from "../queries";

export type Counts = NonNullable<Storage["counts"]>;

const WORDS: Partial<Record<JobState, string>> = {
  in_progress: "syncing",
  completed: "synced",
  completed_with_errors: "synced with problems",
};

const toneOfSync = (state: JobState): Tone => toneAs(state, WORDS[state] ?? toneOf(state).word);

/** A job that runs says more than the outcome of the last one. */
export function stateOf({ status, role }: Pick<Storage, "status" | "role">, running: Job | null): Tone {
  if (running !== null) return toneOfSync(running.state);
  // Exports need no sync to begin.
  if (status === "initialized" && role === "target") return toneAs("completed", "connected");
  return toneOfSync(status);
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
