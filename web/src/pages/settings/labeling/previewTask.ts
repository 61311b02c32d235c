// One real task of a project at a time, for the preview.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

export const previewTaskQuery = (project: number, number: number, wanted: boolean) =>
  queryOptions({
    queryKey: ["tasks", project, "preview", number],
    queryFn: async ({ signal }) => {
      const query = { project, page: String(number), page_size: "1", include: "id,data" };
      const { tasks, total } = await ok(api.GET("/api/tasks", { params: { query }, signal }));
      return { id: tasks[0]?.id, data: tasks[0]?.data, total };
    },
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
