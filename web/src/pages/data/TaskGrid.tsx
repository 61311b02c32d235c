import { Checkbox, Text } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { useEffect, useId } from "react";
import { plural } from "@/ui/format";
import classes from "./data.module.css";
import { cellAria, gridAria, rowAria, rowGroup } from "./gridAria";
import { Thumbnail } from "./Thumbnail";
import { firstPicture, shortText, type TaskRow } from "./taskMedia";
import { isChosen, type Rows, rowClicks, useFollow, useRowKeys } from "./useRows";
import { useRowWindow } from "./useRowWindow";

const GAP = 12;
const FOOT = 34;
const NARROWEST_TILE = 130;

interface Props {
  rows: Rows;
  /** Tiles beside each other; fewer where they would be too narrow. */
  perRow: number;
  onRange: (first: number, last: number) => void;
}

/** The tasks as tiles with large pictures, of which only those in sight exist in the page. */
export function TaskGrid({ rows, perRow: wanted, onRange }: Props) {
  const id = useId();
  const { ref: sized, width } = useElementSize();
  const perRow = width === 0 ? wanted : Math.min(wanted, Math.max(1, Math.floor(width / NARROWEST_TILE)));
  const tile = Math.max(1, (width - GAP * (perRow + 1)) / perRow);
  const height = Math.round(tile * 0.75) + FOOT;
  const lines = Math.ceil(rows.total / perRow);
  const view = useRowWindow(lines, height + GAP);
  const { first, last, show } = view;
  const showTile = (place: number) => show(Math.floor(place / perRow));
  useEffect(() => onRange(first * perRow, (last + 1) * perRow - 1), [onRange, first, last, perRow]);
  useFollow(rows, showTile);
  const keys = useRowKeys(rows, { perRow, perView: view.rowsPerView * perRow }, showTile);

  const shown: number[] = [];
  for (let line = first; line <= last; line++) shown.push(line);
  const placesOf = (line: number) =>
    Array.from({ length: Math.min(perRow, rows.total - line * perRow) }, (_, i) => line * perRow + i);
  const cursorShown = rows.cursor >= first * perRow && rows.cursor < (last + 1) * perRow;

  return (
    <div
      ref={useMergedRef(view.scroller, sized)}
      className={classes.tiles}
      {...gridAria({
        rows: lines,
        columns: perRow,
        active: cursorShown ? `${id}${rows.cursor}` : undefined,
      })}
      {...keys}
    >
      <div {...rowGroup} {...rowClicks(rows)} style={{ height: view.height, position: "relative" }}>
        {shown.map((line) => (
          <div key={line} {...rowAria(line + 1)}>
            {placesOf(line).map((place, column) => {
              const task = rows.taskAt(place);
              return (
                <div
                  key={place}
                  id={`${id}${place}`}
                  {...cellAria(column + 1, isChosen(rows, task), task === undefined)}
                  className={classes.tile}
                  data-row={place}
                  data-cursor={place === rows.cursor || undefined}
                  data-open={(task !== undefined && task.id === rows.openTask) || undefined}
                  style={{
                    width: tile,
                    height,
                    transform: `translate(${GAP + column * (tile + GAP)}px, ${view.topOf(line) + GAP}px)`,
                  }}
                >
                  {task && <Tile task={task} chosen={isChosen(rows, task)} />}
                </div>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

function Tile({ task, chosen }: { task: TaskRow; chosen: boolean }) {
  const picture = firstPicture(task);
  return (
    <>
      <div className={classes.tileBody}>
        {picture ? <Thumbnail task={task} picture={picture} large /> : <Texts task={task} />}
      </div>
      <div className={classes.tileFoot}>
        <span data-choose className={classes.chooseTile}>
          <Checkbox size="xs" tabIndex={-1} aria-label={`Select task ${task.id}`} checked={chosen} readOnly />
        </span>
        <Text span inherit fw={600}>
          {task.id}
        </Text>
        <Text span inherit c="dimmed" truncate>
          {plural(task.total_annotations ?? 0, "annotation")}
          {(task.cancelled_annotations ?? 0) > 0 && ` · ${task.cancelled_annotations} skipped`}
        </Text>
      </div>
    </>
  );
}

function Texts({ task }: { task: TaskRow }) {
  return (
    <div className={classes.tileText}>
      {Object.entries(task.data ?? {}).map(([key, value]) => (
        <div key={key}>
          <Text span inherit c="dimmed">
            {key}:
          </Text>{" "}
          {shortText(value)}
        </div>
      ))}
    </div>
  );
}
