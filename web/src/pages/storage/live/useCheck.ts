import { useCallback, useEffect, useRef, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { ApiError } from "@/api/errors";
import { readEvents } from "@/api/events";
import { after, BEGUN, type Run } from "./checkRun";

/** Asks the server for the events of a run. */
export type Ask = (signal: AbortSignal) => Promise<ReadableStream<Uint8Array>>;

/** Asks about settings that need not be saved, or with an `id` about a saved storage with what they change. */
export const askCheck =
  (place: Schemas["StorageToCheck"]): Ask =>
  async (signal) =>
    (await ok(
      api.POST("/api/v1/storages/check", {
        body: place,
        headers: { Accept: "text/event-stream" },
        parseAs: "stream",
        signal,
      }),
    )) as ReadableStream<Uint8Array>;

export interface Check {
  run: Run | null;
  running: boolean;
  error: unknown;
  start: (ask: Ask) => void;
}

/** Runs the doctor and shows each probe as it ends. Leaving the page, or a new run, ends the old one. */
export function useCheck(): Check {
  const [run, setRun] = useState<Run | null>(null);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  const begin = useCallback(async (ask: Ask) => {
    abort.current?.abort();
    const control = new AbortController();
    abort.current = control;
    setError(null);
    setRunning(true);
    let state = BEGUN;
    setRun(state);
    try {
      for await (const event of readEvents(await ask(control.signal))) {
        state = after(state, event);
        setRun(state);
      }
      if (state.diagnosis === null) {
        throw new ApiError(0, "The connection to the server broke while it was checking. Check again.");
      }
    } catch (thrown) {
      if (!control.signal.aborted) setError(thrown);
    } finally {
      if (abort.current === control) setRunning(false);
    }
  }, []);
  const start = useCallback((ask: Ask) => void begin(ask), [begin]);
  return { run, running, error, start };
}
