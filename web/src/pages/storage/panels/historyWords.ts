// A job in a line of the history.
import type { Job } from "@/ui/job/useJob";

export const JOB_KINDS: Record<Job["kind"], string> = { import: "sync", export: "export", verify: "verify" };
