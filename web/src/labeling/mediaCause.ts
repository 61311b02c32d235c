// Which part of a task did not load, and why, in words.
import { exact } from "@/ui/format";
import type { MediaFailure, MediaProbe } from "../../editor/port";
import { expiryOf } from "./linkExpiry";

export interface MediaCause {
  /** One sentence of cause. */
  why: string;
  /** One of what to do. */
  todo: string;
  /** The storage's settings can mend it. */
  storage: boolean;
}

// The editor adds lsref to the addresses of sounds, and quotes their parameters in its own way.
const absolute = (url: string): string => {
  try {
    const parsed = new URL(url, window.location.origin);
    parsed.searchParams.delete("lsref");
    parsed.searchParams.sort();
    return parsed.href;
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
    if (uri === null) {
      if (parsed.origin === window.location.origin) return parsed.pathname;
      // A signature is nobody's name.
      return expiryOf(url) === null ? url : parsed.origin + parsed.pathname;
    }
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(uri)
      ? uri
      : new TextDecoder().decode(
          Uint8Array.from(atob(uri.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)),
        );
  } catch {
    return url;
  }
}

/** Who should have answered: our own addresses of files lead on to their storage. */
function sender(url: string): string {
  const { origin, host } = new URL(url, window.location.origin);
  return origin === window.location.origin ? "The storage of this file" : host;
}

export function causeOfMedia(probe: MediaProbe, { url, read }: MediaFailure, now = new Date()): MediaCause {
  const expired = expiryOf(url);
  if (expired !== null && expired <= now && (probe.kind === "no-cors" || probe.kind === "status")) {
    return {
      why: `The link to this file in the task's data expired on ${exact(expired)}.`,
      todo: "Connect the storage to the project and let tasks name its files: then links are made when they are needed.",
      storage: true,
    };
  }
  switch (probe.kind) {
    case "loads":
      return {
        why: "The file is there, but the browser cannot show it: it may be damaged, or of a kind that this browser does not play, or its link was too old.",
        todo: "Try again; if that does not help, open it in a new tab to see.",
        storage: false,
      };
    case "no-cors":
      if (!read)
        return {
          why: "The storage answers, but not with a file that this browser can show; why, it tells pages only with a CORS rule for this server.",
          todo: "Open it in a new tab to see.",
          storage: true,
        };
      return {
        why: "The storage answers, but has no CORS rule for this server, so the browser may not use the file.",
        todo: `Allow the origin ${window.location.origin} in the bucket's CORS settings; Check connection shows what to paste.`,
        storage: true,
      };
    case "blocked":
      return {
        why: `The page may not load from there: ${sender(url)} is not among the addresses of this project's storages.`,
        todo: "Connect that storage to the project, or let the tasks name files of its storages.",
        storage: true,
      };
    case "unreachable":
      return {
        why: `${sender(url)} does not answer this browser.`,
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
