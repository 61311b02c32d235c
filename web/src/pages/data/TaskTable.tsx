import { Checkbox } from "@mantine/core";
import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  functionalUpdate,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useEffect, useId, useMemo } from "react";
import { type ColumnPrefs, isShown, NARROWEST, orderOf, shownAs, WIDEST } from "./columnPrefs";
import { type Column, fillRoom } from "./columns";
import classes from "./data.module.css";
import { cellAria, gridAria, headerAria, rowAria, rowGroup } from "./gridAria";
import { HeaderCell } from "./HeaderCell";
import type { People } from "./people";
import { EVERYTHING, NOTHING } from "./selection";
import { TaskCell } from "./TaskCell";
import type { TaskRow } from "./taskMedia";
import { isChosen, type Rows, rowClicks, useFollow, useRowKeys } from "./useRows";
import { useRowWindow } from "./useRowWindow";

// With pictures and without.
const HIGH_ROW = 44;
const ROW = 34;
const HEAD = 36;
const CHOOSE = 40; // the column of checkboxes
const features = tableFeatures({
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
});

/** A row in sight; its task is missing while its page is being read. */
interface Slot {
  row: number;
  task: TaskRow | undefined;
}

interface Props {
  rows: Rows;
  columns: Column[];
  prefs: ColumnPrefs;
  onPrefs: (prefs: ColumnPrefs) => void;
  people: People;
  ordering: string;
  onOrdering: (ordering: string) => void;
  onRange: (first: number, last: number) => void;
}

/** The tasks as a table, of which only the rows in sight exist in the page. */
export function TaskTable({ rows, columns, prefs, onPrefs, people, onRange, ...order }: Props) {
  const id = useId();
  const pictures = columns.some((column) => column.id === "picture" && isShown(column, prefs));
  const rowHeight = pictures ? HIGH_ROW : ROW;
  const view = useRowWindow(rows.total, rowHeight, HEAD);
  const { first, last, show } = view;
  useEffect(() => onRange(first, last), [onRange, first, last]);
  useFollow(rows, show);
  const keys = useRowKeys(rows, { perRow: 1, perView: view.rowsPerView }, show);

  const slots: Slot[] = [];
  for (let row = first; row <= last; row++) slots.push({ row, task: rows.taskAt(row) });

  const definitions = useMemo(
    () =>
      fillRoom(
        columns.filter((column) => isShown(column, prefs)),
        prefs.widths,
        view.viewWidth - CHOOSE,
      ).map((column) => ({
        id: column.id,
        header: column.title,
        size: column.width,
        minSize: NARROWEST,
        maxSize: WIDEST,
      })),
    [columns, prefs, view.viewWidth],
  );
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: slots,
    getRowId: (slot: Slot) => String(slot.row),
    columnResizeMode: "onChange",
    state: {
      columnOrder: orderOf(columns, prefs),
      columnVisibility: Object.fromEntries(columns.map((column) => [column.id, isShown(column, prefs)])),
      columnSizing: prefs.widths,
    },
    onColumnSizingChange: (updater) => onPrefs({ ...prefs, widths: functionalUpdate(updater, prefs.widths) }),
  });
  const shown = table.getVisibleLeafColumns();
  const width = CHOOSE + table.getTotalSize();
  const everything = rows.selection.all && rows.selection.ids.size === 0;
  const something = rows.selection.all || rows.selection.ids.size > 0;

  const cursorShown = rows.cursor >= first && rows.cursor <= last;

  return (
    <div
      ref={view.scroller}
      className={classes.table}
      {...gridAria({
        rows: rows.total + 1,
        columns: shown.length + 1,
        active: cursorShown ? `${id}${rows.cursor}` : undefined,
      })}
      {...keys}
    >
      <div {...rowGroup} className={classes.head} style={{ width }}>
        <div {...rowAria(1)} className={classes.headRow}>
          <div {...headerAria(1)} className={classes.choose}>
            <Checkbox
              size="xs"
              aria-label="Select all tasks"
              checked={everything}
              indeterminate={something && !everything}
              onChange={() => rows.setSelection(something ? NOTHING : EVERYTHING)}
            />
          </div>
          {table.getHeaderGroups()[0]?.headers.map((header, place) => {
            const column = byId.get(header.column.id);
            return (
              column && (
                <HeaderCell
                  key={column.id}
                  column={column}
                  place={place + 2}
                  width={header.getSize()}
                  onResize={header.getResizeHandler()}
                  prefs={prefs}
                  onPrefs={onPrefs}
                  columns={columns}
                  {...order}
                />
              )
            );
          })}
        </div>
      </div>
      <div
        {...rowGroup}
        {...rowClicks(rows)}
        style={{ height: view.height, width, minWidth: "100%", position: "relative" }}
      >
        {table.getRowModel().rows.map(({ original: { row, task } }) => (
          <div
            key={row}
            id={`${id}${row}`}
            {...rowAria(row + 2, isChosen(rows, task), task === undefined)}
            className={classes.row}
            data-row={row}
            data-cursor={row === rows.cursor || undefined}
            data-open={(task !== undefined && task.id === rows.openTask) || undefined}
            style={{ transform: `translateY(${view.topOf(row)}px)`, height: rowHeight, width }}
          >
            <div {...cellAria(1)} data-choose className={classes.choose}>
              <Checkbox
                size="xs"
                tabIndex={-1}
                aria-label={`Select task ${task?.id ?? ""}`}
                checked={isChosen(rows, task)}
                readOnly
              />
            </div>
            {shown.map((column, place) => (
              <div
                key={column.id}
                {...cellAria(place + 2)}
                className={
                  byId.get(column.id)?.numeric || shownAs(prefs, column.id) === "Number"
                    ? `${classes.cell} ${classes.numeric}`
                    : classes.cell
                }
                style={{ width: column.getSize() }}
              >
                {task === undefined ? (
                  <span className={classes.waiting} />
                ) : (
                  <TaskCell columnId={column.id} task={task} people={people} as={shownAs(prefs, column.id)} />
                )}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
