// Where a key moves the cursor among rows (table) or tiles (grid).

export interface Layout {
  total: number;
  /** Tiles beside each other; 1 in a table. */
  perRow: number;
  /** What PageDown moves by. */
  perView: number;
}

/** The place that `key` leads to from `at` (-1: nowhere yet); undefined if it is no key that moves. */
export function moveOf(key: string, at: number, { total, perRow, perView }: Layout): number | undefined {
  const steps: Record<string, number> = {
    ArrowDown: perRow,
    ArrowUp: -perRow,
    PageDown: perView,
    PageUp: -perView,
    ...(perRow > 1 && { ArrowRight: 1, ArrowLeft: -1 }),
  };
  if (total === 0) return undefined;
  if (key === "Home") return 0;
  if (key === "End") return total - 1;
  const step = steps[key];
  if (step === undefined) return undefined;
  if (at < 0) return 0;
  return Math.min(total - 1, Math.max(0, at + step));
}
