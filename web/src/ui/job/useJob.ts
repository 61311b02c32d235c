import { useDocumentVisibility } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";

export type Job = Schemas["Job"];

export const ended = ({ state }: Job): boolean => state !== "queued" && state !== "in_progress";

const PAUSE = 1_000;
// A browser holds few connections to one server, and its other windows need some of them too.
const MOST_STREAMS = 2;
let streams = 0;

/** Calls `hear` with the job as it goes on and `onEnd` when no more will come. The answer ends it early. */
function follow(handle: string, hear: (job: Job) => void, onEnd: () => void): () => void {
  const source = new EventSource(`/api/v1/jobs/${encodeURIComponent(handle)}/events`);
  streams++;
  let open = true;
  const stop = () => {
    if (!open) return;
    open = false;
    streams--;
    source.close();
    onEnd();
  };
  const onEvent = (event: MessageEvent<string>) => {
    const job = JSON.parse(event.data) as Job;
    hear(job);
    if (ended(job)) stop();
  };
  source.addEventListener("progress", onEvent);
  source.addEventListener("done", onEvent);
  source.addEventListener("error", stop);
  return stop;
}

/** The job as it goes on: by events while the window is seen and there is room for a stream, else by asking. */
export function useJob(handle: string | null): { job: Job | undefined; error: unknown } {
  const seen = useDocumentVisibility() === "visible";
  const [told, setTold] = useState<{ handle: string; job: Job }>();
  const [streaming, setStreaming] = useState(false);
  useEffect(() => {
    if (handle === null || !seen || streams >= MOST_STREAMS) return;
    setStreaming(true);
    return follow(
      handle,
      (job) => setTold({ handle, job }),
      () => setStreaming(false),
    );
  }, [handle, seen]);

  const heard = told?.handle === handle ? told?.job : undefined;
  const over = heard !== undefined && ended(heard);
  const asked = useQuery({
    queryKey: ["job", handle],
    queryFn: () => ok(api.GET("/api/v1/jobs/{job}", { params: { path: { job: handle ?? "" } } })),
    enabled: handle !== null && !streaming && !over,
    refetchInterval: ({ state }) => (state.data !== undefined && ended(state.data) ? false : PAUSE),
    gcTime: 0,
  });
  if (over || streaming) return { job: heard, error: null };
  return { job: asked.data ?? heard, error: asked.error };
}
