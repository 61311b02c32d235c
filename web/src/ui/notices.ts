// What happened, said in a corner of the window: for a few seconds, or until it is closed.
import type { MantineColor } from "@mantine/core";
import { useSyncExternalStore } from "react";

export interface Notice {
  title?: string;
  message: string;
  color?: MantineColor;
  /** It is there until somebody closes it. */
  stays?: boolean;
}
export interface ShownNotice extends Notice {
  id: number;
}

/** More would cover the page; the oldest go. */
export const MOST_NOTICES = 5;

let shown: readonly ShownNotice[] = [];
let last = 0;
const listeners = new Set<() => void>();

function show(next: readonly ShownNotice[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

export const notify = (notice: Notice): void =>
  show([...shown, { ...notice, id: ++last }].slice(-MOST_NOTICES));

export const dismiss = (id: number): void => show(shown.filter((notice) => notice.id !== id));

export const notices = (): readonly ShownNotice[] => shown;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useNotices = (): readonly ShownNotice[] => useSyncExternalStore(subscribe, notices);
