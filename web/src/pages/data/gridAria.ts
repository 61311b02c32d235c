// What a screen reader needs of a grid whose page holds only the rows in sight: all are counted, each says its number.
import type { Direction } from "./ordering";

interface Grid {
  rows: number;
  columns: number;
  /** Id of the element where the cursor is, if it is in sight. */
  active: string | undefined;
}

export const gridAria = ({ rows, columns, active }: Grid) =>
  ({
    role: "grid",
    tabIndex: 0,
    "aria-label": "Tasks",
    "aria-rowcount": rows,
    "aria-colcount": columns,
    "aria-multiselectable": true,
    "aria-activedescendant": active,
  }) as const;

export const rowGroup = { role: "rowgroup" } as const;

/** Numbers are from 1; `selected` and `busy` where a row is one task. */
export const rowAria = (number: number, selected?: boolean, busy?: boolean) =>
  ({ role: "row", "aria-rowindex": number, "aria-selected": selected, "aria-busy": busy }) as const;

export const cellAria = (column: number, selected?: boolean, busy?: boolean) =>
  ({ role: "gridcell", "aria-colindex": column, "aria-selected": selected, "aria-busy": busy }) as const;

export const headerAria = (column: number, sort?: Direction) =>
  ({ role: "columnheader", "aria-colindex": column, "aria-sort": sort }) as const;
