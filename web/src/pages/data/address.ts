// What the data manager's address holds, so that a link brings back the same rows: ?tab=3&task=5 is Label Studio's.
import { type ColumnPrefs, readPrefs } from "./columnPrefs";
import { readFilters, type SentFilters, sentFilters } from "./filters/filters";
import { isRecord, readPerRow } from "./given";

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
