// Which columns somebody chose for a project, in which order and how wide: kept in this browser.
import type { Column } from "./columns";

export interface ColumnPrefs {
  order: string[];
  shown: Record<string, boolean>;
  widths: Record<string, number>;
}

export const NO_PREFS: ColumnPrefs = { order: [], shown: {}, widths: {} };
export const NARROWEST = 48;
export const WIDEST = 1200;

const keyOf = (projectId: number) => `millrace.columns.${projectId}`;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function entries<T>(value: unknown, fits: (held: unknown) => held is T): Record<string, T> {
  const found: Record<string, T> = {};
  if (!isObject(value)) return found;
  for (const [name, held] of Object.entries(value)) if (fits(held)) found[name] = held;
  return found;
}

/** Reads what was kept; what is not understood is left out. */
export function parsePrefs(text: string | null): ColumnPrefs {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "null");
  } catch {
    return NO_PREFS;
  }
  if (!isObject(value)) return NO_PREFS;
  const order = Array.isArray(value.order) ? value.order.filter((id) => typeof id === "string") : [];
  return {
    order: [...new Set(order)],
    shown: entries(value.shown, (held) => typeof held === "boolean"),
    widths: entries(
      value.widths,
      (held): held is number => typeof held === "number" && held >= NARROWEST && held <= WIDEST,
    ),
  };
}

export function loadPrefs(projectId: number): ColumnPrefs {
  try {
    return parsePrefs(localStorage.getItem(keyOf(projectId)));
  } catch {
    return NO_PREFS; // a browser that keeps nothing
  }
}

export function savePrefs(projectId: number, prefs: ColumnPrefs): void {
  try {
    localStorage.setItem(keyOf(projectId), JSON.stringify(prefs));
  } catch {
    // Full or forbidden: the choice holds until the page is left.
  }
}

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

export const isShown = (column: Column, prefs: ColumnPrefs): boolean =>
  prefs.shown[column.id] ?? !column.hidden;

/** `order` with `id` moved to where `target` stands. */
export function moved(order: readonly string[], id: string, target: string): string[] {
  const from = order.indexOf(id);
  const to = order.indexOf(target);
  if (from < 0 || to < 0) return [...order];
  const next = order.filter((other) => other !== id);
  next.splice(to, 0, id);
  return next;
}
