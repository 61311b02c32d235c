// The state of a job, and of what jobs work on, wherever it is shown: one word and one colour.
import type { Schemas } from "@/api/client";

export type JobState = Schemas["StorageDetails"]["status"];

export interface Tone {
  word: string;
  color: "gray" | "blue" | "teal" | "yellow" | "red";
}

const STATES: Record<JobState, Tone> = {
  initialized: { word: "not synced yet", color: "gray" },
  queued: { word: "waiting", color: "blue" },
  in_progress: { word: "running", color: "blue" },
  completed: { word: "completed", color: "teal" },
  completed_with_errors: { word: "completed with problems", color: "yellow" },
  failed: { word: "failed", color: "red" },
  stopped: { word: "stopped", color: "gray" },
};

export const toneOf = (state: JobState): Tone => STATES[state];

/** The same colour with a word that says what is done there. */
export const toneAs = (state: JobState, word: string): Tone => ({ ...STATES[state], word });

const isState = (state: string): state is JobState => state in STATES;

/** Of a state that the server names freely. */
export const toneNamed = (state: string): Tone =>
  isState(state) ? toneOf(state) : { word: state, color: "gray" };
