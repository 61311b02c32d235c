// A job in a line of the history.
import { count, plural } from "@/ui/format";
import type { Job } from "../card/useJob";
import { changes, skipped } from "../card/words";

export const JOB_KINDS: Record<Job["kind"], string> = { import: "sync", export: "export", verify: "verify" };

export const JOB_STATES: Record<Job["state"], string> = {
  queued: "waiting",
  in_progress: "running",
  completed: "done",
  completed_with_errors: "done with problems",
  failed: "failed",
};

export function jobCounts({ kind, counts }: Job): string {
  switch (kind) {
    case "import":
      return `${plural(counts.listed, "object")} · ${changes(counts)} · ${count(skipped(counts))} skipped · ${count(counts.failed)} failed`;
    case "export":
      return `${count(counts.written)} written · ${count(counts.pending)} pending · ${plural(counts.conflicts, "conflict")} · ${count(counts.failed + counts.refused)} failed`;
    case "verify":
      return `${plural(counts.listed, "object")} · ${count(counts.missing)} missing · ${count(counts.differs)} different`;
  }
}
