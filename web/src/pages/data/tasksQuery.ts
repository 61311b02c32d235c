// Pages of a project's tasks, as the server filters, orders and searches them.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import type { QueueAddress } from "@/labeling/queueAddress";
import { type ColumnPrefs, shownAs } from "./columnPrefs";
import { type Filters, sentFilters } from "./filters/filters";
import { PAGE_SIZE } from "./pageWindow";
import { type Look, orderingName } from "./views/look";

export interface TaskList {
  projectId: number;
  /** "" is by id. */
  ordering: string;
  /** Texts that read as numbers are ordered as such. */
  asNumbers?: boolean;
  filters: Filters;
  search?: string;
  /** Members that only some tables show. */
  members: readonly string[];
}

/** Do some tasks of the project not belong to the list? */
export const isNarrowed = ({ filters, search }: Pick<TaskList, "filters" | "search">): boolean =>
  filters.items.length > 0 || (search ?? "") !== "";

/** Are the values that tasks are ordered by shown as numbers? */
export const ordersNumbers = (ordering: string, prefs: ColumnPrefs): boolean =>
  shownAs(prefs, ordering.replace(/^-/, "")) === "Number";

/** Which tasks, as actions and lists of the server are told. */
export const choiceOf = ({ ordering, asNumbers, filters }: Omit<TaskList, "projectId" | "members">) => ({
  ...(filters.items.length > 0 && { filters: sentFilters(filters) }),
  ...(ordering !== "" && { ordering: [orderingName(ordering)] }),
  ...(asNumbers && { columnsDisplayType: { [orderingName(ordering.replace(/^-/, ""))]: "Number" } }),
});

/** Labeling what a tab shows, in its order; undefined where it shows all tasks in the first one. */
export function queueOf({ ordering, filters, columns }: Look, search?: string): QueueAddress | undefined {
  const list = { ordering, filters, search, asNumbers: ordersNumbers(ordering, columns) };
  if (!isNarrowed(list) && ordering === "") return undefined;
  return { choice: choiceOf(list), search };
}

/** All that is known of a project's tasks, whatever their order. */
export const tasksKey = (projectId: number) => ["tasks", projectId] as const;

/** Differs for other tasks and for another order of them. */
export const nameOfList = (list: TaskList): string => JSON.stringify([choiceOf(list), list.search ?? ""]);

export const pageKey = (list: TaskList, page: number) =>
  [...tasksKey(list.projectId), nameOfList(list), list.members.join(), page] as const;

// Without what annotators drew, which may be long.
const MEMBERS =
  "id,inner_id,data,created_at,updated_at,completed_at,is_labeled,total_annotations,cancelled_annotations," +
  "total_predictions,annotators,updated_by,storage_filename,file_upload";

/** They cost the server more than the others. */
const SOMETIMES = new Set([
  "avg_lead_time",
  "draft_exists",
  "annotations_ids",
  "predictions_score",
  "predictions_model_versions",
]);

/** What a list has to hold beyond the usual for these columns. */
export const membersOf = (columns: readonly string[]): string[] =>
  columns.filter((column) => SOMETIMES.has(column)).sort();

const read = (list: TaskList, page: number, size: number, members: string, signal: AbortSignal) => {
  const choice = choiceOf(list);
  return ok(
    api.GET("/api/tasks", {
      params: {
        query: {
          project: list.projectId,
          page: String(page),
          page_size: String(size),
          query: Object.keys(choice).length > 0 ? JSON.stringify(choice) : undefined,
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
};

export const pageQuery = (list: TaskList, page: number) =>
  queryOptions({
    queryKey: pageKey(list, page),
    queryFn: ({ signal }) => read(list, page, PAGE_SIZE, [MEMBERS, ...list.members].join(), signal),
    staleTime: 30_000,
  });

const IDS_PAGE = 1000;

/** Ids of the tasks in the rows first…last. */
export const idsQuery = (list: TaskList, first: number, last: number) =>
  queryOptions({
    queryKey: [...tasksKey(list.projectId), nameOfList(list), "ids", first, last],
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
