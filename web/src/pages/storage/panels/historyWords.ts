// A job in a line of the history.
import type { Job } from "@/ui/job/useJob";

export const JOB_KINDS: Record<Job["kind"], string> = { import: "sync", export: "export", verify: "verify" };

export const JOB_STATES: Record<Job["state"], string> = {
  queued: "waiting",
  in_progress: "running",
  completed: "done",
  completed_with_errors: "done with problems",
  failed: "failed",
  stopped: "stopped",
};
