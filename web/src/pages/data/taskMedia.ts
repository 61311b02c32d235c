// Pictures among a task's data, and the address under which the browser may load them.
import type { Schemas } from "@/api/client";

export type TaskRow = Schemas["TaskDetail"];

const PICTURE = /\.(avif|bmp|gif|jfif|jpe?g|png|svg|webp)$/i;
const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;

/** The path's last part decides; a query ("?X-Amz-…") does not belong to it, but to a local file's address. */
function looksLikePicture(value: string): boolean {
  if (/\s/.test(value.trim()) && !SCHEME.test(value)) return false;
  return PICTURE.test(value) || PICTURE.test(value.replace(/[?#].*$/s, ""));
}

/** The address of a media value of this task; what lies in a storage is resolved by the server. */
export function mediaAddress(taskId: number, value: string): string {
  const scheme = SCHEME.exec(value)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "http" || scheme === "https") return value;
  return `/tasks/${taskId}/resolve/?fileuri=${encodeURIComponent(value)}`;
}

export interface Picture {
  key: string;
  /** As the task holds it. */
  value: string;
  address: string;
}

/** What may be a picture under this key of the task's data, also the first one of a list of pages. */
export function pictureIn(task: TaskRow, key: string): Picture | undefined {
  const held = task.data?.[key];
  const value: unknown = Array.isArray(held) ? held[0] : held;
  if (typeof value !== "string" || value.length > 4096) return undefined;
  if (!SCHEME.test(value) && !value.startsWith("/")) return undefined;
  return { key, value, address: mediaAddress(task.id ?? 0, value) };
}

/** The first picture of the task's data. */
export function firstPicture(task: TaskRow): Picture | undefined {
  for (const key of Object.keys(task.data ?? {})) {
    const picture = pictureIn(task, key);
    if (picture !== undefined && looksLikePicture(picture.value)) return picture;
  }
  return undefined;
}

/** One line of a data value, bounded: a table shows beginnings. */
export function shortText(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = typeof value === "string" ? value.slice(0, 2000) : JSON.stringify(value).slice(0, 2000);
  return text.replace(/\s+/g, " ").slice(0, 300);
}
