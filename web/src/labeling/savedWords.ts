// What the bar says about whether the work is on the server. It must be true in every moment.
import { ago } from "@/ui/format";
import type { SavedState } from "./saving";
import type { SessionState } from "./state";
import type { WaitCause } from "./waiting";

export interface SavedWords {
  /** Shown in the bar. */
  short: string;
  /** Shown in full where something is to be known or done; null otherwise. */
  long: string | null;
  tone: "calm" | "busy" | "warning";
  /** The exact time belongs to it. */
  at: string | null;
}

const REASON: Record<WaitCause, string> = {
  unreachable: "the server does not answer",
  "signed-out": "you are signed out",
  busy: "the server is busy",
};

const KEPT = "Your work is kept in this browser and sent again by itself.";
const NOT_KEPT = "It is too large for this browser to keep: leave this page open until it is saved.";

const waiting = (cause: WaitCause, kept: boolean): SavedWords => ({
  short: `Not saved: ${REASON[cause]}`,
  long: kept ? KEPT : NOT_KEPT,
  tone: "warning",
  at: null,
});

function savedWords(saved: SavedState, now: Date): SavedWords {
  switch (saved.kind) {
    case "unchanged":
      return {
        short: saved.at === null ? "No changes" : `Saved ${ago(new Date(saved.at), now)}`,
        long: null,
        tone: "calm",
        at: saved.at,
      };
    case "saved":
      return { short: `Saved ${ago(new Date(saved.at), now)}`, long: null, tone: "calm", at: saved.at };
    case "changed":
      return { short: "Not saved yet", long: null, tone: "busy", at: null };
    case "saving":
      return { short: "Saving…", long: null, tone: "busy", at: null };
    case "waiting":
      return waiting(saved.cause, saved.kept);
    case "refused":
      return { short: "Not saved", long: saved.message, tone: "warning", at: null };
    case "conflict":
      return { short: "Not saved: changed elsewhere", long: saved.message, tone: "warning", at: null };
  }
}

export function wordsOf(
  state: Pick<SessionState, "saved" | "sending" | "phase">,
  now: Date,
): SavedWords | null {
  if (state.sending !== null) {
    if (state.sending.waiting !== null) return waiting(state.sending.waiting, state.sending.kept);
    return { short: "Saving…", long: null, tone: "busy", at: null };
  }
  return state.phase === "labeling" ? savedWords(state.saved, now) : null;
}
