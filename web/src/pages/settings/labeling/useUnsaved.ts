import { useEffect, useState } from "react";
import { nextUnsaved, parseUnsaved, type Unsaved } from "./unsaved";

function read(key: string): Unsaved | undefined {
  try {
    return parseUnsaved(sessionStorage.getItem(key));
  } catch {
    return undefined;
  }
}

function write(key: string, unsaved: Unsaved | undefined): void {
  try {
    if (unsaved === undefined) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(unsaved));
  } catch {
    // Full or forbidden: the page still holds it.
  }
}

/** What was written before a reload or on an earlier visit, and keeps what is written now. */
export function useUnsaved(projectId: number, text: string, saved: string, restore: (text: string) => void) {
  const key = `millrace:label-config:${projectId}`;
  const [unsaved, setUnsaved] = useState(() => read(key));
  const [restored] = useState(() => unsaved !== undefined && unsaved.text !== saved);
  const [ready, setReady] = useState(!restored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page opens
  useEffect(() => {
    if (ready || unsaved === undefined) return;
    restore(unsaved.text);
    setReady(true);
  }, []);
  useEffect(() => {
    if (!ready) return;
    setUnsaved((old) => {
      const next = nextUnsaved(old, text, saved);
      write(key, next);
      return next;
    });
  }, [ready, key, text, saved]);
  return { unsaved, restored };
}
