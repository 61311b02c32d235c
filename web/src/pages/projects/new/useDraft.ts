import { useState } from "react";
import { type Draft, EMPTY_DRAFT, parseDraft } from "./draft";

const KEY = "millrace:new-project";

function keep(draft: Draft | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // Full or forbidden: the page still holds it.
  }
}

function kept(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** The draft, kept in this window until `forget`. */
export function useDraft() {
  const [draft, setDraft] = useState(() => parseDraft(kept()));
  return {
    draft,
    change: (part: Partial<Draft>) =>
      setDraft((old) => {
        const next = { ...old, ...part };
        keep(next);
        return next;
      }),
    forget: () => {
      keep(null);
      setDraft(EMPTY_DRAFT);
    },
  };
}
