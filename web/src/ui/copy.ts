// Copying to the clipboard, also where the page came over plain HTTP: browsers then have no navigator.clipboard.
import { type RefObject, useEffect, useState } from "react";

type TextField = HTMLInputElement | HTMLTextAreaElement;

async function write(text: string, field: TextField | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand("copy");
  }
}

export type CopyOutcome = "copied" | "refused";

/** Copies, and says for three seconds how that went. `field` shows the text: it is selected where the browser allows
 * nothing else. */
export function useCopy(field: RefObject<TextField | null>) {
  const [outcome, setOutcome] = useState<CopyOutcome | null>(null);
  useEffect(() => {
    if (outcome !== "copied") return;
    const timer = setTimeout(() => setOutcome(null), 3000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (text: string) => setOutcome((await write(text, field.current)) ? "copied" : "refused");
  return { outcome, copy };
}
