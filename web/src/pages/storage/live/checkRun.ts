// A run of the doctor as its events tell it: what has ended, what is looked at now.
import type { Schemas } from "@/api/client";
import type { StreamEvent } from "@/api/events";
import { plural } from "@/ui/format";

export type Probe = Schemas["Probe"];
export type Diagnosis = Schemas["Diagnosis"];

export interface Run {
  probes: Probe[];
  /** The title of the probe that is looked at. */
  current: string | null;
  diagnosis: Diagnosis | null;
}

export const BEGUN: Run = { probes: [], current: null, diagnosis: null };

/** The run after `event`. A later probe may correct an earlier one: what is told at the end counts. */
export function after(run: Run, { event, data }: StreamEvent): Run {
  switch (event) {
    case "started":
      return { ...run, current: (JSON.parse(data) as Pick<Probe, "title">).title };
    case "probe": {
      const probe = JSON.parse(data) as Probe;
      const others = run.probes.filter((other) => other.number !== probe.number);
      return { ...run, current: null, probes: [...others, probe].sort((a, b) => a.number - b.number) };
    }
    case "done": {
      const diagnosis = JSON.parse(data) as Diagnosis;
      return { current: null, diagnosis, probes: diagnosis.probes };
    }
    default:
      return run;
  }
}

export const STATE_WORDS: Record<Probe["state"], string> = {
  ok: "works",
  warning: "warning",
  failed: "failed",
  skipped: "skipped",
};

/** What a run came to, in one sentence. */
export function verdict({ counts }: Diagnosis): string {
  if (counts.failed > 0) {
    return `${plural(counts.failed, "check")} failed. Do what stands below ${counts.failed === 1 ? "it" : "them"}, then check again.`;
  }
  if (counts.warning > 0) return `The connection works, with ${plural(counts.warning, "warning")}.`;
  return "The connection works.";
}
