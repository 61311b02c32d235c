// Several pieces of work of one task as one state: the one that needs attention most.
import type { SavedState } from "./saving";

const ORDER: SavedState["kind"][] = [
  "conflict",
  "refused",
  "waiting",
  "saving",
  "changed",
  "saved",
  "unchanged",
];

export function worstOf(states: SavedState[]): SavedState {
  let worst: SavedState = { kind: "unchanged", at: null };
  for (const state of states) {
    const order = ORDER.indexOf(state.kind) - ORDER.indexOf(worst.kind);
    const later = "at" in state && "at" in worst && (state.at ?? "") > (worst.at ?? "");
    if (order < 0 || (order === 0 && later)) worst = state;
  }
  return worst;
}
