import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Schemas } from "@/api/client";
import { ended, type Job, useJob } from "./useJob";

export interface StartedJob<O> {
  start: (options: O) => void;
  /** What was asked for, once it has begun. */
  handle: string | null;
  job: Job | undefined;
  running: boolean;
  error: unknown;
}

/** Starts a job by `ask` and follows it to its end, of which `onEnd` hears. */
export function useStartedJob<O>(
  ask: (options: O) => Promise<Schemas["StartedJob"]>,
  onEnd: () => void,
): StartedJob<O> {
  const mutation = useMutation({ mutationFn: ask });
  const handle = mutation.data?.job ?? null;
  const { job, error } = useJob(handle);
  const over = job !== undefined && ended(job);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the job has ended
  useEffect(() => {
    if (over) onEnd();
  }, [over]);
  return {
    start: mutation.mutate,
    handle,
    job,
    running: mutation.isPending || (handle !== null && !over && error === null),
    error: mutation.error ?? error,
  };
}
