// Keeps what is shown true while syncs and other people change the project: asks for its counts every few seconds, only
// while the page is looked at, and reads the tasks in sight again when the counts changed.
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { columnsKey } from "./columnsQuery";
import { isRunning, type Storage } from "./syncState";
import { tasksKey } from "./tasksQuery";

const BUSY = 2_000;
const QUIET = 5_000;

const sourcesQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "sources"],
    queryFn: async () =>
      (await ok(api.GET("/api/v1/storages", { params: { query: { project: projectId, role: "source" } } })))
        .results,
  });

/** Differs when tasks, annotations or predictions came or went. */
const stampOf = (project: Schemas["Project"] | undefined): string | undefined =>
  project &&
  [
    project.task_number,
    project.finished_task_number,
    project.total_annotations_number,
    project.total_predictions_number,
    project.skipped_annotations_number,
  ].join();

export interface Live {
  sources: Storage[];
  sourcesError: unknown;
  /** The tasks are no longer what they were: reads those in sight again. */
  refresh: () => void;
}

export function useLive(projectId: number, mayManage: boolean): Live {
  const client = useQueryClient();
  const sources = useQuery({
    ...sourcesQuery(projectId),
    enabled: mayManage,
    refetchInterval: ({ state }) => (state.data?.some(isRunning) ? BUSY : QUIET),
  });
  const busy = sources.data?.some(isRunning) ?? false;
  const project = useQuery({ ...projectQuery(projectId), refetchInterval: busy ? BUSY : QUIET });

  const readAgain = useCallback(() => {
    // Rows out of sight would show what no longer is when they are scrolled to.
    client.removeQueries({ queryKey: tasksKey(projectId), type: "inactive" });
    void client.invalidateQueries({ queryKey: tasksKey(projectId) });
    void client.invalidateQueries({ queryKey: columnsKey(projectId) });
  }, [client, projectId]);

  const stamp = stampOf(project.data);
  const before = useRef(stamp);
  useEffect(() => {
    if (before.current !== undefined && before.current !== stamp) readAgain();
    before.current = stamp;
  }, [stamp, readAgain]);

  const refresh = useCallback(() => {
    readAgain();
    void client.invalidateQueries({ queryKey: ["project", projectId] });
  }, [client, projectId, readAgain]);
  return { sources: sources.data ?? [], sourcesError: sources.error, refresh };
}
