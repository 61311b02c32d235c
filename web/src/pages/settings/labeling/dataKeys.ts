// The keys that the tasks' data has, to complete value="$…".
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

export const dataKeysQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id, "summary"],
    queryFn: async () => {
      const summary = await ok(api.GET("/api/projects/{id}/summary", { params: { path: { id } } }));
      return Object.keys(summary.all_data_columns);
    },
  });
