// What a tab shows and how: read from a view of the server, which keeps it as Label Studio's do.
import type { Schemas } from "@/api/client";
import { type ColumnPrefs, NO_PREFS, readPrefs, SHOWN_AS } from "../columnPrefs";
import { type Filters, NO_FILTERS, readFilters, sentFilters } from "../filters/filters";
import { isRecord, readPerRow, textsOf } from "../given";

export interface Look {
  grid: boolean;
  /** Pictures beside each other in the grid. */
  perRow: number;
  /** "-created_at", "data.text"; "" is by id. */
  ordering: string;
  filters: Filters;
  columns: ColumnPrefs;
}

/** What a view holds, with members of which only its clients know. */
export type ViewData = Schemas["ViewData"];

export const FIRST_LOOK: Look = {
  grid: false,
  perRow: 4,
  ordering: "",
  filters: NO_FILTERS,
  columns: NO_PREFS,
};

const TASKS = "tasks:";
const named = (id: string) => TASKS + id;
const bare = (name: string) => (name.startsWith(TASKS) ? name.slice(TASKS.length) : name);
const bareKeys = (value: unknown): Record<string, unknown> =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, one]) => [bare(name), one])) : {};
const namedKeys = <T>(value: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(value).map(([id, one]) => [named(id), one]));
const bareList = (value: unknown) => textsOf(value).map(bare);

/** "-tasks:id", "tasks:-id" → "-id" */
const orderingOf = (name: string): string => {
  const descending = /^-|^tasks:-/.test(name);
  const column = name.replace(/^-?(tasks:)?-?/, "");
  return column === "id" && !descending ? "" : `${descending ? "-" : ""}${column}`;
};

/** "-id" → "-tasks:id" */
export const orderingName = (ordering: string): string =>
  ordering.startsWith("-") ? `-${named(ordering.slice(1))}` : named(ordering);

export function lookOf(data: ViewData): Look {
  const { hiddenColumns } = data;
  const hidden = isRecord(hiddenColumns) ? hiddenColumns.explore : undefined;
  return {
    grid: data.type === "grid",
    perRow: readPerRow(data.gridWidth) ?? FIRST_LOOK.perRow,
    ordering: orderingOf(textsOf(data.ordering)[0] ?? ""),
    filters: readFilters(data.filters) ?? NO_FILTERS,
    columns: readPrefs(
      Array.isArray(hidden) ? bareList(hidden) : undefined,
      bareList(data.columnsOrder),
      bareKeys(data.columnsWidth),
      bareKeys(data.columnsDisplayType),
    ),
  };
}

/** `kept` with the look in it; members of other clients stay. */
export function dataOf(kept: ViewData, look: Look): ViewData {
  const { hidden, order, widths, types } = look.columns;
  const { hiddenColumns, columnsDisplayType, ...others } = kept;
  const theirs = Object.entries(isRecord(columnsDisplayType) ? columnsDisplayType : {}).filter(
    ([, as]) => !SHOWN_AS.some((one) => one === as),
  );
  const displayed = { ...Object.fromEntries(theirs), ...namedKeys(types ?? {}) };
  const labeling = isRecord(hiddenColumns) ? textsOf(hiddenColumns.labeling) : [];
  return {
    ...others,
    type: look.grid ? "grid" : "list",
    target: "tasks",
    gridWidth: look.perRow,
    ordering: look.ordering === "" ? [] : [orderingName(look.ordering)],
    filters: sentFilters(look.filters),
    ...(hidden && { hiddenColumns: { explore: hidden.map(named), labeling } }),
    columnsOrder: order.map(named),
    columnsWidth: namedKeys(widths),
    ...(Object.keys(displayed).length > 0 && { columnsDisplayType: displayed }),
  };
}

export const titleOf = (data: ViewData): string =>
  typeof data.title === "string" && data.title.trim() !== "" ? data.title : "Default";

/** A title that no tab has: "Tab 3". */
export function freeTitle(titles: readonly string[], wanted?: string): string {
  const stem = wanted ?? "Tab";
  if (wanted !== undefined && !titles.includes(wanted)) return wanted;
  for (let number = wanted === undefined ? titles.length + 1 : 2; ; number++) {
    const title = `${stem} ${number}`;
    if (!titles.includes(title)) return title;
  }
}

/** What the tab of a view is called among the tabs of the page. */
export const tabValue = (id: number | undefined): string => String(id ?? "first");
