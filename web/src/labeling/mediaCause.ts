// Which part of a task did not load, and why, in words.
import type { MediaProbe } from "../../editor/port";

export interface MediaCause {
  /** One sentence of cause. */
  why: string;
  /** One of what to do. */
  todo: string;
  /** The storage's settings can mend it. */
  storage: boolean;
}

const absolute = (url: string): string => {
  try {
    return new URL(url, window.location.origin).href;
  } catch {
    return url;
  }
};

/** The key of the task's data that holds this URL, also within lists and objects. */
export function fieldOf(data: Record<string, unknown>, url: string): string | null {
  const wanted = absolute(url);
  const holds = (value: unknown): boolean => {
    if (typeof value === "string") return value !== "" && absolute(value) === wanted;
    if (typeof value !== "object" || value === null) return false;
    return Object.values(value).some(holds);
  };
  return Object.keys(data).find((key) => holds(data[key])) ?? null;
}

/** What it is called in the storage, where the URL is one of ours. */
export function nameOf(url: string): string {
  try {
    const parsed = new URL(url, window.location.origin);
    const uri = parsed.searchParams.get("fileuri");
    if (uri === null) return parsed.origin === window.location.origin ? parsed.pathname : url;
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(uri)
      ? uri
      : new TextDecoder().decode(Uint8Array.from(atob(uri), (c) => c.charCodeAt(0)));
  } catch {
    return url;
  }
}

const host = (url: string): string => new URL(url, window.location.origin).host;

export function causeOfMedia(probe: MediaProbe, url: string): MediaCause {
  switch (probe.kind) {
    case "loads":
      return {
        why: "The file is there, but the browser cannot show it: it may be damaged, or of a kind that this browser does not play.",
        todo: "Open it in a new tab to see.",
        storage: false,
      };
    case "no-cors":
      return {
        why: "The storage answers, but has no CORS rule for this server, so the browser may not use the file.",
        todo: `Allow the origin ${window.location.origin} in the bucket's CORS settings; Check connection shows what to paste.`,
        storage: true,
      };
    case "blocked":
      return {
        why: `The page may not load from ${host(url)}: it is not among the storages of this project.`,
        todo: "Connect that storage to the project, or let the tasks name files of its storages.",
        storage: true,
      };
    case "unreachable":
      return {
        why: `${host(url)} does not answer this browser.`,
        todo: "Check the network and that the address can be reached from here, then try again.",
        storage: true,
      };
    case "status":
      return statusCause(probe.status, probe.detail);
  }
}

function statusCause(status: number, detail: string | null): MediaCause {
  if (detail !== null) return { why: detail, todo: "", storage: status !== 401 };
  if (status === 403)
    return {
      why: "The storage refuses the file (403): the link is too old, or its key may not read this file.",
      todo: "Try again for a new link; if that does not help, let Check connection look.",
      storage: true,
    };
  if (status === 404)
    return {
      why: "The file is not in the storage any more (404).",
      todo: "Skip the task, or sync the storage.",
      storage: true,
    };
  return { why: `The storage answers with status ${status}.`, todo: "Try again.", storage: true };
}
