// What a project's storages are doing, in a few words.
import type { Schemas } from "@/api/client";
import { plural } from "@/ui/format";
import { type Tone, toneOf } from "@/ui/job/states";

export type Storage = Schemas["StorageDetails"];

type Facts = Pick<Storage, "status" | "running_job" | "counts" | "last_sync" | "failures">;

export const isRunning = (storage: Facts): boolean =>
  storage.running_job !== null || storage.status === "queued" || storage.status === "in_progress";

export interface SyncState {
  color: Tone["color"];
  /** Behind "synced" stands the time of `at`. */
  words: string;
  at?: string;
}

/** The state of all sources of a project, the most pressing first. */
export function syncState(sources: readonly Facts[]): SyncState {
  const running = sources.filter(isRunning);
  if (running.length > 0) {
    const added = running.reduce((sum, storage) => sum + (storage.counts?.new_tasks ?? 0), 0);
    return {
      color: toneOf("in_progress").color,
      words: added > 0 ? `syncing, ${plural(added, "new task")}` : "syncing",
    };
  }
  const failed = sources.filter((storage) => storage.status === "failed");
  if (failed.length > 0) {
    return {
      color: toneOf("failed").color,
      words: failed.length === sources.length ? "sync failed" : `${plural(failed.length, "sync")} failed`,
    };
  }
  if (sources.some((storage) => storage.status === "stopped"))
    return { color: toneOf("stopped").color, words: "sync stopped" };
  const last = sources.map((storage) => storage.last_sync).filter((time) => time !== null);
  const at = last.sort()[0];
  if (at === undefined || last.length < sources.length)
    return { color: toneOf("initialized").color, words: "not synced yet" };
  const objects = sources.reduce((sum, storage) => sum + (storage.failures ?? 0), 0);
  if (objects > 0)
    return {
      color: toneOf("completed_with_errors").color,
      words: `${plural(objects, "object")} failed, synced`,
      at,
    };
  return { color: toneOf("completed").color, words: "synced", at };
}
