// The label config that somebody is writing, kept in the window until it is saved or discarded.
import * as z from "zod/mini";

const unsavedSchema = z.object({
  /** What the server had when the writing began. */
  base: z.string(),
  text: z.string(),
});
export type Unsaved = z.infer<typeof unsavedSchema>;

export function parseUnsaved(text: string | null): Unsaved | undefined {
  if (text === null) return undefined;
  try {
    return unsavedSchema.safeParse(JSON.parse(text)).data;
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
