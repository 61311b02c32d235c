// Which medium of a task did not load, and why.
import type { MediaFailure, MediaProbe } from "./port";

// Before anything is put around it.
const plainFetch = window.fetch.bind(window);

/** Tells of every picture, sound, film and fetched file that fails from now on. Returns how to stop. */
export function watchMedia(failed: (failure: MediaFailure) => void): () => void {
  // These events do not bubble, but are seen on their way down.
  const onError = (event: Event) => {
    const element = event.target;
    if (element instanceof HTMLImageElement || element instanceof HTMLMediaElement) {
      const url = element.currentSrc || element.src;
      if (/^(https?:|\/)/.test(url)) failed({ url, read: element.crossOrigin !== null });
    } else if (element instanceof HTMLSourceElement) {
      const { parentElement: parent } = element;
      failed({ url: element.src, read: parent instanceof HTMLMediaElement && parent.crossOrigin !== null });
    }
  };
  document.addEventListener("error", onError, true);
  // The waves of a sound, tables and texts behind URLs are fetched; pictures that are not in the document are not seen
  // by the listener above.
  const { fetch: editorFetch, XMLHttpRequest: PlainRequest, Image: PlainImage } = window;
  window.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    try {
      const answer = await editorFetch(input, init);
      if (!answer.ok) failed({ url, read: true });
      return answer;
    } catch (error) {
      if (!init?.signal?.aborted) failed({ url, read: true });
      throw error;
    }
  };
  window.XMLHttpRequest = class extends PlainRequest {
    override open(method: string, url: string | URL, ...rest: [boolean?, string?, string?]) {
      const tell = () => failed({ url: String(url), read: true });
      this.addEventListener("error", tell);
      this.addEventListener("load", () => {
        if (this.status >= 400) tell();
      });
      super.open(method, url, rest[0] ?? true, rest[1], rest[2]);
    }
  };
  window.Image = class extends PlainImage {
    constructor(width?: number, height?: number) {
      super(width, height);
      this.addEventListener("error", () => failed({ url: this.src, read: this.crossOrigin !== null }));
    }
  };
  return () => {
    document.removeEventListener("error", onError, true);
    Object.assign(window, { fetch: editorFetch, XMLHttpRequest: PlainRequest, Image: PlainImage });
  };
}

async function sentence(answer: Response): Promise<string | null> {
  const body: unknown = await answer.json().catch(() => null);
  const detail = typeof body === "object" && body !== null && "detail" in body ? body.detail : null;
  return typeof detail === "string" ? detail : null;
}

/** Why our server cannot read what it redirected to: without CORS, or from the storage's XML, a page cannot tell. */
async function refusal(url: string, ask: typeof fetch): Promise<MediaProbe | null> {
  const through = `${url}${url.includes("?") ? "&" : "?"}through_server=true`;
  const answer = await ask(through, { cache: "no-store", headers: { range: "bytes=0-0" } });
  if (answer.ok) {
    await answer.body?.cancel();
    return null;
  }
  return { kind: "status", status: answer.status, detail: await sentence(answer) };
}

/** Asks for the medium again, in the ways that tell causes apart. */
export async function probeMedia(url: string, ask: typeof fetch = plainFetch): Promise<MediaProbe> {
  let blocked = false;
  let redirected = false;
  const onViolation = () => {
    blocked = true;
  };
  document.addEventListener("securitypolicyviolation", onViolation);
  try {
    const ours = new URL(url, location.href).origin === location.origin;
    if (ours) {
      // Our own refusal has a sentence; a redirect leads on to the storage.
      const answer = await ask(url, { redirect: "manual", cache: "no-store" });
      redirected = answer.type === "opaqueredirect";
      if (!redirected && !answer.ok)
        return { kind: "status", status: answer.status, detail: await sentence(answer) };
      await answer.body?.cancel();
    }
    try {
      const answer = await ask(url, { cache: "no-store", headers: { range: "bytes=0-0" } });
      await answer.body?.cancel();
      if (answer.ok) return { kind: "loads" };
      const told = redirected ? await refusal(url, ask) : null;
      return told ?? { kind: "status", status: answer.status, detail: null };
    } catch {
      if (blocked) return { kind: "blocked" };
      const answer = await ask(url, { mode: "no-cors", cache: "no-store" });
      await answer.body?.cancel();
      const told = redirected ? await refusal(url, ask) : null;
      return told ?? { kind: "no-cors" };
    }
  } catch {
    return blocked ? { kind: "blocked" } : { kind: "unreachable" };
  } finally {
    document.removeEventListener("securitypolicyviolation", onViolation);
  }
}
