// What the data manager's address holds, so that a link brings back the same rows: ?tab=3&task=5 is Label Studio's.
import { type ColumnPrefs, readPrefs } from "./columnPrefs";
import { type Filters, readFilters, type SentFilters, sentFilters } from "./filters/filters";
import { isRecord } from "./given";
import { type Look, readPerRow } from "./views/look";

export const DIALOGS = ["import", "export", "snapshots", "keys"] as const;
export type Dialog = (typeof DIALOGS)[number];

/** How the tab is shown otherwise than it is saved. */
export interface Changes {
  view?: "table" | "grid";
  perRow?: number;
  /** As the server takes it: "-created_at", "data.text"; "id" is the first order. */
  ordering?: string;
  filters?: SentFilters;
  columns?: ColumnPrefs;
}

export interface DataAddress extends Changes {
  /** The view that is open; absent: the first one. */
  tab?: number;
  /** The task that is open beside the table. */
  task?: number;
  search?: string;
  /** The dialog that is open: another page can lead to it. */
  dialog?: Dialog;
}

const text = (value: unknown): string | undefined =>
  (typeof value === "string" || typeof value === "number") && String(value) !== ""
    ? String(value)
    : undefined;

const number = (value: unknown): number | undefined =>
  Number.isSafeInteger(Number(value)) && Number(value) > 0 ? Number(value) : undefined;

function readColumns(value: unknown): ColumnPrefs | undefined {
  return isRecord(value) ? readPrefs(value.hidden, value.order, value.widths, value.types) : undefined;
}

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export function readAddress(raw: Record<string, unknown>): DataAddress {
  const filters = readFilters(raw.filters);
  return {
    tab: number(raw.tab),
    task: number(raw.task),
    view: raw.view === "grid" || raw.view === "table" ? raw.view : undefined,
    perRow: readPerRow(raw.perRow),
    ordering: text(raw.ordering),
    filters: filters && sentFilters(filters),
    columns: readColumns(raw.columns),
    search: text(raw.search),
    dialog: DIALOGS.find((dialog) => dialog === raw.dialog),
  };
}

/** What of a look the address changes. */
export function changesOf({ view, perRow, ordering, filters, columns }: Changes): Partial<Look> {
  const read: Filters | undefined = readFilters(filters);
  return {
    ...(view && { grid: view === "grid" }),
    ...(perRow && { perRow }),
    ...(ordering && { ordering: ordering === "id" ? "" : ordering }),
    ...(read && { filters: read }),
    ...(columns && { columns }),
  };
}

/** The address of such changes. */
export const addressOf = ({ grid, perRow, ordering, filters, columns }: Partial<Look>): Changes => ({
  ...(grid !== undefined && { view: grid ? "grid" : "table" }),
  ...(perRow !== undefined && { perRow }),
  ...(ordering !== undefined && { ordering: ordering || "id" }),
  ...(filters && { filters: sentFilters(filters) }),
  ...(columns && { columns }),
});

/** An address without changes of these members of a look. */
export function without(address: DataAddress, changed: Partial<Look>): DataAddress {
  const gone = addressOf(changed);
  const entries = Object.entries(address).filter(([name]) => !(name in gone));
  return Object.fromEntries(entries);
}

export const NO_CHANGES: Changes = {
  view: undefined,
  perRow: undefined,
  ordering: undefined,
  filters: undefined,
  columns: undefined,
};

export type Direction = "ascending" | "descending" | "none";

/** How `ordering` orders by this column. */
export function directionOf(ordering: string, column: string): Direction {
  if ((ordering || "id") === column) return "ascending";
  return ordering === `-${column}` ? "descending" : "none";
}

/** The order after a click on a column's title: ascending, descending, then again by id. */
export function nextOrdering(ordering: string, column: string): string {
  const direction = directionOf(ordering, column);
  if (direction === "ascending") return `-${column}`;
  return direction === "descending" || column === "id" ? "" : column;
}
