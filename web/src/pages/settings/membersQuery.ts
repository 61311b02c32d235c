import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

export const membersQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "members"],
    queryFn: async () =>
      (await ok(api.GET("/api/v1/projects/{id}/members", { params: { path: { id: projectId } } }))).results,
  });
