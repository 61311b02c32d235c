// How far a job is, in words and as a part of the whole where that is known.
import type { Schemas } from "@/api/client";
import { count, duration } from "@/ui/format";

export type Progress = Schemas["JobProgress"];

const PHASES: Record<Progress["phase"], string> = {
  waiting: "waiting for its turn",
  listing: "listing",
  tasks: "making tasks",
  writing: "writing",
  comparing: "comparing",
  ended: "ending",
};

/** 0 to 100; null while nobody knows the whole. */
export const percentOf = ({ done, total }: Progress): number | null =>
  total === null || total <= 0 ? null : Math.min(100, Math.floor((100 * done) / total));

/** "listing 61 % · 412,000 objects/s · about 4 s left"; without a whole the count that grows. */
export function progressWords(progress: Progress): string {
  const { phase, done, per_second, seconds_left } = progress;
  if (phase === "waiting") return PHASES.waiting;
  const percent = percentOf(progress);
  const parts = [
    percent === null ? `${PHASES[phase]}, ${count(done)} objects` : `${PHASES[phase]} ${percent} %`,
  ];
  if (per_second !== null) parts.push(`${count(Math.round(per_second))} objects/s`);
  if (seconds_left !== null) parts.push(`about ${duration(seconds_left)} left`);
  return parts.join(" · ");
}
