import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

/** Which keys the tasks' data have. */
export const summaryQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "summary"],
    queryFn: () => ok(api.GET("/api/projects/{id}/summary", { params: { path: { id: projectId } } })),
  });
