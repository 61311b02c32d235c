// Pages of a project's tasks, as the server orders and searches them.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { PAGE_SIZE } from "./pageWindow";

export interface TaskList {
  projectId: number;
  ordering?: string;
  search?: string;
}

/** All that is known of a project's tasks, whatever their order. */
export const tasksKey = (projectId: number) => ["tasks", projectId] as const;

export const pageKey = (list: TaskList, page: number) =>
  [...tasksKey(list.projectId), list.ordering ?? "id", list.search ?? "", page] as const;

// Without what annotators drew, which may be long.
const MEMBERS =
  "id,inner_id,data,created_at,updated_at,completed_at,is_labeled,total_annotations,cancelled_annotations," +
  "total_predictions,annotators,updated_by,storage_filename,file_upload";

const read = (list: TaskList, page: number, size: number, members: string, signal: AbortSignal) =>
  ok(
    api.GET("/api/tasks", {
      params: {
        query: {
          project: list.projectId,
          page: String(page),
          page_size: String(size),
          ordering: list.ordering,
          search: list.search,
          fields: "all",
          include: members,
          people: true,
          resolve_uri: false,
        },
      },
      signal,
    }),
  );

export const pageQuery = (list: TaskList, page: number) =>
  queryOptions({
    queryKey: pageKey(list, page),
    queryFn: ({ signal }) => read(list, page, PAGE_SIZE, MEMBERS, signal),
    staleTime: 30_000,
  });

const IDS_PAGE = 1000;

/** Ids of the tasks in the rows first…last. */
export const idsQuery = (list: TaskList, first: number, last: number) =>
  queryOptions({
    queryKey: [...tasksKey(list.projectId), list.ordering ?? "id", list.search ?? "", "ids", first, last],
    queryFn: async ({ signal }) => {
      const ids: number[] = [];
      for (let page = Math.floor(first / IDS_PAGE); page <= Math.floor(last / IDS_PAGE); page++) {
        const { tasks } = await read(list, page + 1, IDS_PAGE, "id", signal);
        tasks.forEach(({ id }, place) => {
          const row = page * IDS_PAGE + place;
          if (row >= first && row <= last && id !== undefined) ids.push(id);
        });
      }
      return ids;
    },
    gcTime: 0,
  });
