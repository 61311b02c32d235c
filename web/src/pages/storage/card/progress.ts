// How far a job is, in words and as a part of the whole where that is known.
import { count, duration } from "@/ui/format";
import type { Job } from "./useJob";

export interface Progress {
  words: string;
  /** 0 to 100; null while the whole is not known. */
  percent: number | null;
}

const WORK: Record<Job["kind"], string> = { import: "listing", export: "writing", verify: "comparing" };

export function progressOf(job: Job): Progress {
  if (job.state === "queued") return { words: "waiting for its turn", percent: null };
  const done = job.kind === "export" ? job.counts.written : job.counts.listed;
  const whole = job.kind === "export" ? done + job.counts.pending : (job.expected ?? 0);
  const rate = job.seconds > 0 ? done / job.seconds : 0;
  const percent = whole > 0 ? Math.min(100, Math.floor((100 * done) / whole)) : null;
  const parts = [
    percent === null ? `${WORK[job.kind]}, ${count(done)} objects` : `${WORK[job.kind]} ${percent} %`,
  ];
  if (rate >= 1) parts.push(`${count(Math.round(rate))} objects/s`);
  if (percent !== null && rate > 0 && whole > done) {
    parts.push(`about ${duration((whole - done) / rate)} left`);
  }
  return { words: parts.join(" · "), percent };
}
