// Two versions of an object, line beside line.
import { diffLines } from "diff";

export interface DiffRow {
  ours: string | null;
  theirs: string | null;
  same: boolean;
}
export type DiffPart = DiffRow | { hidden: number };

// Equal lines shown around a difference.
const AROUND = 3;

/** JSON with one member a line, in the order of their names, so that only what differs differs. Other text as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(text)), null, 2);
  } catch {
    return text.replace(/\n$/, "");
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

/** Every line of both sides; a changed line stands beside what it was changed to. */
export function sideBySide(ours: string, theirs: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = () => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) {
      rows.push({ ours: removed[i] ?? null, theirs: added[i] ?? null, same: false });
    }
    removed = [];
    added = [];
  };
  for (const part of diffLines(`${readable(ours)}\n`, `${readable(theirs)}\n`)) {
    const lines = linesOf(part.value);
    if (part.removed) removed.push(...lines);
    else if (part.added) added.push(...lines);
    else {
      flush();
      rows.push(...lines.map((line) => ({ ours: line, theirs: line, same: true })));
    }
  }
  flush();
  return rows;
}

/** The rows without long runs of equal lines. */
export function folded(rows: readonly DiffRow[]): DiffPart[] {
  const near = rows.map((_, i) =>
    rows.slice(Math.max(0, i - AROUND), i + AROUND + 1).some((row) => !row.same),
  );
  const parts: DiffPart[] = [];
  for (const [i, row] of rows.entries()) {
    const last = parts.at(-1);
    if (near[i]) parts.push(row);
    else if (last !== undefined && "hidden" in last) last.hidden++;
    else parts.push({ hidden: 1 });
  }
  return parts;
}
