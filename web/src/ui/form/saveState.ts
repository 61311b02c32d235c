// What a form says about itself, and what it sends: plain functions behind useSaveForm.
import { ApiError, sentenceOf } from "@/api/errors";

export type SaveState =
  | { kind: "clean" }
  | { kind: "dirty" }
  | { kind: "invalid" }
  | { kind: "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "failed"; sentence: string };

export interface SaveFacts {
  saving: boolean;
  dirty: boolean;
  /** Some field was refused, by us or by the server. */
  invalid: boolean;
  /** Of the last try; null when it went well or none was made. */
  error: unknown;
  savedAt: Date | null;
}

export function saveState({ saving, dirty, invalid, error, savedAt }: SaveFacts): SaveState {
  if (saving) return { kind: "saving" };
  if (error !== null) return { kind: "failed", sentence: sentenceOf(error) };
  if (invalid) return { kind: "invalid" };
  if (dirty) return { kind: "dirty" };
  return savedAt === null ? { kind: "clean" } : { kind: "saved", at: savedAt };
}

/** The members that differ from what the form began with: only these are sent, so that what somebody else changed
 * meanwhile stays. */
export function changedValues<V extends object>(start: Partial<V>, now: V): Partial<V> {
  const changed: Partial<V> = {};
  for (const name of Object.keys(now) as (keyof V)[]) {
    if (JSON.stringify(start[name]) !== JSON.stringify(now[name])) changed[name] = now[name];
  }
  return changed;
}

/** The server's sentences for fields that the form has; all others are only in the error's own sentence. */
export function errorsByField(error: unknown, names: readonly string[]): [name: string, sentence: string][] {
  if (!(error instanceof ApiError)) return [];
  return Object.entries(error.fields)
    .filter(([name]) => names.includes(name))
    .map(([name, sentences]) => [name, sentences.join(" ")]);
}
