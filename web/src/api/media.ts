// Why a medium of ours was not given, for an element that only says that it failed.
import { errorOf } from "./errors";

/** The server's sentence; undefined if it did not refuse: the storage it redirects to, or the file itself, is to blame. */
export async function refusalOf(address: string, signal: AbortSignal): Promise<string | undefined> {
  if (new URL(address, window.location.origin).origin !== window.location.origin) return undefined;
  const answer = await fetch(address, { redirect: "manual", cache: "no-store", signal });
  if (answer.ok || answer.type === "opaqueredirect") {
    await answer.body?.cancel();
    return undefined;
  }
  const body: unknown = await answer.json().catch(() => undefined);
  return errorOf(answer.status, body).message;
}
