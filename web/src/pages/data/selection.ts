// Which tasks are chosen: some by id, or all but some. As the server takes it: `selectedItems`.

export interface Selection {
  readonly all: boolean;
  /** Chosen ones; with `all` those left out. */
  readonly ids: ReadonlySet<number>;
}

export const NOTHING: Selection = { all: false, ids: new Set() };
export const EVERYTHING: Selection = { all: true, ids: new Set() };

export const isSelected = ({ all, ids }: Selection, id: number): boolean => ids.has(id) !== all;

/** The selection with these tasks in it, or out of it. */
export function select(selection: Selection, tasks: Iterable<number>, chosen: boolean): Selection {
  const ids = new Set(selection.ids);
  for (const id of tasks) {
    if (chosen === selection.all) ids.delete(id);
    else ids.add(id);
  }
  return { all: selection.all, ids };
}

export const toggle = (selection: Selection, id: number): Selection =>
  select(selection, [id], !isSelected(selection, id));

/** How many of `total` tasks are chosen. */
export const countSelected = ({ all, ids }: Selection, total: number): number =>
  all ? Math.max(0, total - ids.size) : ids.size;

export type SelectedItems = { all: true; excluded: number[] } | { all: false; included: number[] };

export function selectedItems({ all, ids }: Selection): SelectedItems {
  return all ? { all, excluded: [...ids] } : { all, included: [...ids] };
}
