// How an ML backend and its jobs are spoken of.
import { type Tone, toneAs } from "@/ui/job/states";
import type { Backend, Job } from "./queries";

const STATES: Record<Backend["state"], Tone> = {
  CO: toneAs("completed", "connected"),
  DI: toneAs("failed", "does not answer"),
  ER: toneAs("failed", "refuses"),
  TR: toneAs("in_progress", "training"),
  PR: toneAs("in_progress", "predicting"),
};

export const stateOf = ({ state }: Backend) => STATES[state];

export const nameOf = ({ title, url }: Backend): string => title || url;

/** What people may want to know beside the state: "version 7 · smart tools". */
export function factsOf({ model_version, auto_update, is_interactive }: Backend): string[] {
  const facts: string[] = [];
  if (model_version) facts.push(`version ${model_version}${auto_update ? "" : ", chosen"}`);
  if (is_interactive) facts.push("smart tools");
  return facts;
}

const ENDS: Record<Job["state"], string> = {
  queued: "waits for its turn",
  in_progress: "goes on",
  completed: "done",
  completed_with_errors: "done, but not for all tasks",
  failed: "ended early",
  cancelled: "cancelled",
};

export const endOf = ({ state }: Job): string => ENDS[state];

/** 0 to 100. */
export const percentOf = ({ done, total }: Job): number =>
  total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total));
