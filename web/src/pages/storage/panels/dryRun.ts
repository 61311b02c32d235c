// What a dry run found, in words.
import { count, plural } from "@/ui/format";
import type { Job } from "@/ui/job/useJob";
import { skipped } from "../card/words";

const sentence = (parts: string[]): string => `A sync now would ${parts.join(", ")}. Nothing was changed.`;

export function wouldDo({ kind, state, counts }: Job): string {
  if (state === "stopped") return "The dry run was stopped before its end.";
  if (state === "failed" && counts.listed === 0) return "The dry run could not look at the bucket.";
  if (kind === "export") {
    return sentence([
      `write ${plural(counts.written, "object")}`,
      `delete ${count(counts.deleted)}`,
      `leave ${count(counts.unchanged)} as they are`,
      `meet ${plural(counts.conflicts, "conflict")}`,
    ]);
  }
  if (counts.new_tasks + counts.changed + counts.gone + counts.failed === 0) {
    return "A sync now would change nothing: no object is new, changed or gone.";
  }
  return sentence([
    `make ${plural(counts.new_tasks, "new task")}`,
    `see ${plural(counts.changed, "changed object")} and ${count(counts.gone)} gone`,
    `skip ${count(skipped(counts))}`,
    `fail on ${count(counts.failed)}`,
  ]);
}

/** The first keys of each outcome that has any. */
export function samplesOf(job: Job): { title: string; keys: string[] }[] {
  const of = (title: string, keys: string[]) => ({ title, keys: [...new Set(keys)] });
  return [
    of("New", job.sample_new),
    of("Changed", job.sample_changed),
    of("Gone", job.sample_gone),
    of("Not usable", job.sample_bad),
  ].filter(({ keys }) => keys.length > 0);
}
