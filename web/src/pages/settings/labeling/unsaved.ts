// The label config that somebody is writing, kept in the window until it is saved or discarded.
export interface Unsaved {
  /** What the server had when the writing began. */
  base: string;
  text: string;
}

export function parseUnsaved(kept: string | null): Unsaved | undefined {
  if (kept === null) return undefined;
  try {
    const { base, text }: Partial<Unsaved> = JSON.parse(kept);
    return typeof base === "string" && typeof text === "string" ? { base, text } : undefined;
  } catch {
    return undefined;
  }
}

/** What to keep when `text` stands in the editor and `saved` on the server; nothing once they are the same. */
export function nextUnsaved(old: Unsaved | undefined, text: string, saved: string): Unsaved | undefined {
  return text === saved ? undefined : { base: old?.base ?? saved, text };
}

/** Did somebody else save another config since this writing began? */
export const overtaken = (unsaved: Unsaved | undefined, saved: string): boolean =>
  unsaved !== undefined && unsaved.base !== saved && unsaved.text !== saved;
