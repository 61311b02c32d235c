import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

export const columnsKey = (projectId: number) => ["project", projectId, "columns"] as const;

/** What a project's tasks can be shown in and filtered by. */
export const columnsQuery = (projectId: number) =>
  queryOptions({
    queryKey: columnsKey(projectId),
    queryFn: async () =>
      (await ok(api.GET("/api/dm/columns", { params: { query: { project: projectId } } }))).columns,
  });
