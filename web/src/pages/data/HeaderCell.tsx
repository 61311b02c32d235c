import { UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { DragEvent } from "react";
import { type ColumnPrefs, moved, orderOf } from "./columnPrefs";
import type { Column } from "./columns";
import classes from "./data.module.css";
import { headerAria } from "./gridAria";
import { directionOf, nextOrdering } from "./ordering";

interface Props {
  column: Column;
  /** aria-colindex */
  place: number;
  width: number;
  onResize: (event: unknown) => void;
  columns: Column[];
  prefs: ColumnPrefs;
  onPrefs: (prefs: ColumnPrefs) => void;
  ordering: string;
  onOrdering: (ordering: string) => void;
}

const DRAGGED = "application/x-millrace-column";

/** A title is taken and dropped on another, whose place it gets. */
const draggable = (columnId: string, onDropped: (dragged: string) => void) => ({
  draggable: true,
  onDragStart: (event: DragEvent) => event.dataTransfer.setData(DRAGGED, columnId),
  onDragOver: (event: DragEvent) => {
    if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
  },
  onDrop: (event: DragEvent) => {
    const dragged = event.dataTransfer.getData(DRAGGED);
    if (dragged === "") return;
    event.preventDefault();
    onDropped(dragged);
  },
});

/** A column's title: click orders, drag moves, the right edge sizes. The Columns menu does the same by keyboard. */
export function HeaderCell({ column, place, width, onResize, columns, prefs, onPrefs, ...order }: Props) {
  const field = column.kind && column.id;
  const direction = field === undefined ? "none" : directionOf(order.ordering, field);
  const Arrow = direction === "ascending" ? IconArrowUp : IconArrowDown;
  return (
    <div
      {...headerAria(place, field === undefined ? undefined : direction)}
      className={column.numeric ? `${classes.headCell} ${classes.numeric}` : classes.headCell}
      style={{ width }}
      {...draggable(column.id, (dragged) =>
        onPrefs({ ...prefs, order: moved(orderOf(columns, prefs), dragged, column.id) }),
      )}
    >
      {field === undefined ? (
        <span className={classes.order}>
          <span>{column.title}</span>
        </span>
      ) : (
        <UnstyledButton
          className={classes.order}
          title={column.title}
          onClick={() => order.onOrdering(nextOrdering(order.ordering, field))}
        >
          <span>{column.title}</span>
          {direction !== "none" && <Arrow size={14} aria-hidden style={{ flex: "none" }} />}
        </UnstyledButton>
      )}
      <span
        className={classes.resize}
        aria-hidden
        draggable
        onDragStart={(event) => {
          event.preventDefault();
          event.stopPropagation();
        }}
        onMouseDown={onResize}
        onTouchStart={onResize}
      />
    </div>
  );
}
