// What the data manager's address holds, so that a link brings back the same rows: ?task=5 is Label Studio's.

export const DIALOGS = ["import", "export", "keys"] as const;
export type Dialog = (typeof DIALOGS)[number];

export interface DataAddress {
  /** The task that is open beside the table. */
  task?: number;
  /** As the server takes it: "-created_at", "data.text". Absent: by id. */
  ordering?: string;
  search?: string;
  view?: "grid";
  /** The dialog that is open: another page can lead to it. */
  dialog?: Dialog;
}

const text = (value: unknown): string | undefined =>
  (typeof value === "string" || typeof value === "number") && String(value) !== ""
    ? String(value)
    : undefined;

/** Reads an address that anybody may have typed: what makes no sense is left out. */
export function readAddress(raw: Record<string, unknown>): DataAddress {
  const task = Number(raw.task);
  return {
    task: Number.isSafeInteger(task) && task > 0 ? task : undefined,
    ordering: text(raw.ordering),
    search: text(raw.search),
    view: raw.view === "grid" ? "grid" : undefined,
    dialog: DIALOGS.find((dialog) => dialog === raw.dialog),
  };
}

export type Direction = "ascending" | "descending" | "none";

/** How `ordering` orders by this field. */
export function directionOf(ordering: string | undefined, field: string): Direction {
  if ((ordering ?? "id") === field) return "ascending";
  return ordering === `-${field}` ? "descending" : "none";
}

/** The order after a click on a column's title: ascending, descending, then again by id. */
export function nextOrdering(ordering: string | undefined, field: string): string | undefined {
  const direction = directionOf(ordering, field);
  if (direction === "ascending") return `-${field}`;
  return direction === "descending" || field === "id" ? undefined : field;
}
