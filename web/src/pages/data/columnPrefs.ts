// Which columns a tab shows, in which order and how wide.
import type { Column } from "./columns";
import { isRecord, textsOf } from "./given";

/** How a column of the data is shown, in Label Studio's words; "Number" also orders its texts as numbers. */
export const SHOWN_AS = ["Text", "Image", "Number"] as const;
export type ShownAs = (typeof SHOWN_AS)[number];

export interface ColumnPrefs {
  /** Absent: those that are not shown at first. */
  hidden?: string[];
  order: string[];
  widths: Record<string, number>;
  /** Of columns of the data; the others, and all where it is absent, are texts. */
  types?: Record<string, ShownAs>;
}

export const NO_PREFS: ColumnPrefs = { order: [], widths: {} };
export const NARROWEST = 48;
export const WIDEST = 1200;

/** Reads what anybody may have written; what is not understood is left out. */
export function readPrefs(
  hidden: unknown,
  order: unknown,
  widths: unknown,
  types: unknown = undefined,
): ColumnPrefs {
  const chosen = Object.entries(isRecord(widths) ? widths : {}).filter(
    (entry): entry is [string, number] =>
      typeof entry[1] === "number" && entry[1] >= NARROWEST && entry[1] <= WIDEST,
  );
  const shown = Object.entries(isRecord(types) ? types : {}).filter((entry): entry is [string, ShownAs] =>
    SHOWN_AS.some((one) => one === entry[1]),
  );
  return {
    ...(Array.isArray(hidden) && { hidden: textsOf(hidden) }),
    order: [...new Set(textsOf(order))],
    widths: Object.fromEntries(chosen),
    ...(shown.length > 0 && { types: Object.fromEntries(shown) }),
  };
}

export const shownAs = ({ types }: ColumnPrefs, id: string): ShownAs => types?.[id] ?? "Text";

/** With this column shown so. */
export const withShownAs = (prefs: ColumnPrefs, id: string, as: ShownAs): ColumnPrefs => ({
  ...prefs,
  types: { ...prefs.types, [id]: as },
});

/** The order of all columns: as chosen; one that is new since then stands behind its usual neighbour. */
export function orderOf(columns: readonly Column[], prefs: ColumnPrefs): string[] {
  const known = new Set(columns.map((column) => column.id));
  const order = prefs.order.filter((id) => known.has(id));
  columns.forEach(({ id }, place) => {
    if (order.includes(id)) return;
    const before = columns[place - 1];
    order.splice(before === undefined ? 0 : order.indexOf(before.id) + 1, 0, id);
  });
  return order;
}

export const isShown = (column: Column, { hidden }: ColumnPrefs): boolean =>
  hidden === undefined ? !column.hidden : !hidden.includes(column.id);

/** With this column shown, or hidden. */
export function withShown(
  columns: readonly Column[],
  prefs: ColumnPrefs,
  id: string,
  shown: boolean,
): ColumnPrefs {
  const before = prefs.hidden ?? columns.filter((column) => column.hidden).map((column) => column.id);
  const others = before.filter((other) => other !== id);
  return { ...prefs, hidden: shown ? others : [...others, id] };
}

/** `order` with `id` moved to where `target` stands. */
export function moved<T>(order: readonly T[], id: T, target: T): T[] {
  const from = order.indexOf(id);
  const to = order.indexOf(target);
  if (from < 0 || to < 0) return [...order];
  const next = order.filter((other) => other !== id);
  next.splice(to, 0, id);
  return next;
}
