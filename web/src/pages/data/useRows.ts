// The rows as table and grid share them: the cursor, what is chosen, what is open.
import { useQueryClient } from "@tanstack/react-query";
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { sentenceOf } from "@/api/errors";
import { count } from "@/ui/format";
import { notify } from "@/ui/notices";
import { type Layout, moveOf } from "./moves";
import { PAGE_SIZE, pageOf } from "./pageWindow";
import { EVERYTHING, isSelected, NOTHING, type Selection, select, toggle } from "./selection";
import type { TaskRow } from "./taskMedia";
import { idsQuery, nameOfList, pageQuery, type TaskList } from "./tasksQuery";
import type { Tasks } from "./useTasks";

// More are chosen by "all", which needs no list of ids.
const LONGEST_RANGE = 10_000;

export interface Rows {
  /** Differs for every order, search and filter. */
  name: string;
  total: number;
  taskAt: (row: number) => TaskRow | undefined;
  cursor: number;
  moveTo: (row: number) => void;
  openTask: number | undefined;
  open: (row: number) => void;
  selection: Selection;
  setSelection: (selection: Selection) => void;
  /** Chooses or unchooses; `extend`: all since the row that was chosen before. */
  choose: (row: number, extend: boolean) => void;
}

export function useRows(
  list: TaskList,
  tasks: Tasks,
  openTask: number | undefined,
  onOpen: (id: number) => void,
): Rows {
  const client = useQueryClient();
  const [cursor, setCursor] = useState(-1);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const anchor = useRef(-1);
  const { taskAt } = tasks;

  const name = nameOfList(list);
  const before = useRef(name);
  useEffect(() => {
    if (before.current === name) return;
    before.current = name;
    // Rows are others now, and "all" would mean other tasks.
    anchor.current = -1;
    setCursor(-1);
    setSelection((old) => (old.all ? NOTHING : old));
  }, [name]);

  const chooseRange = useCallback(
    async (from: number, to: number) => {
      const [first, last] = from < to ? [from, to] : [to, from];
      if (last - first >= LONGEST_RANGE) {
        notify({
          color: "yellow",
          title: "The range is too long",
          message: `A range holds at most ${count(LONGEST_RANGE)} tasks. Choose all and leave some out.`,
        });
        return;
      }
      try {
        const ids = await client.fetchQuery(idsQuery(list, first, last));
        setSelection((old) => select(old, ids, true));
      } catch (error) {
        notify({ color: "red", title: "The range was not chosen", message: sentenceOf(error) });
      }
    },
    [client, list],
  );

  const choose = (row: number, extend: boolean) => {
    const id = taskAt(row)?.id;
    if (extend && anchor.current >= 0 && anchor.current !== row) void chooseRange(anchor.current, row);
    else if (id !== undefined) setSelection((old) => toggle(old, id));
    anchor.current = row;
    setCursor(row);
  };
  const open = async (row: number) => {
    if (row < 0) return;
    setCursor(row);
    try {
      const page = await client.ensureQueryData(pageQuery(list, pageOf(row)));
      const id = page.tasks[row % PAGE_SIZE]?.id;
      if (id !== undefined) onOpen(id);
    } catch (error) {
      notify({ color: "red", title: "The task was not opened", message: sentenceOf(error) });
    }
  };
  return {
    name,
    total: tasks.total ?? 0,
    taskAt,
    cursor: Math.min(cursor, (tasks.total ?? 0) - 1),
    moveTo: setCursor,
    openTask,
    open: (row) => void open(row),
    selection,
    setSelection,
    choose,
  };
}

/** Scrolls to the cursor when it moves, and to the beginning of another list. */
export function useFollow({ cursor, name }: Rows, show: (row: number) => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the cursor moved
  useEffect(() => {
    if (cursor >= 0) show(cursor);
  }, [cursor]);
  const before = useRef(name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is another
  useEffect(() => {
    if (before.current !== name) show(0);
    before.current = name;
  }, [name]);
}

/** What keys do while the table or the grid has the focus. */
export function useRowKeys(rows: Rows, layout: Omit<Layout, "total">, show: (row: number) => void) {
  const { perRow, perView } = layout;
  return useMemo(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey) return;
      const ctrl = event.ctrlKey || event.metaKey;
      const to =
        ctrl && event.key.length === 1
          ? undefined
          : moveOf(event.key, rows.cursor, { total: rows.total, perRow, perView });
      if (to !== undefined) {
        if (event.shiftKey && event.key.startsWith("Arrow")) rows.choose(to, true);
        rows.moveTo(to);
        show(to);
      } else if (ctrl && event.key === "a") rows.setSelection(EVERYTHING);
      else if (ctrl) return;
      else if (event.target !== event.currentTarget) return;
      else if (event.key === "Enter") rows.open(rows.cursor);
      else if (event.key === " ") rows.choose(rows.cursor, event.shiftKey);
      else return;
      event.preventDefault();
    };
    return { onKeyDown };
  }, [rows, perRow, perView, show]);
}

/** What the mouse does on an element with `data-row`: opens, or with Ctrl, Shift or inside `data-choose` chooses. */
export function rowClicks(rows: Rows) {
  return {
    onMouseDown: (event: MouseEvent<HTMLElement>) => {
      // The focus stays on what holds the rows, which has their keys.
      event.preventDefault();
      event.currentTarget.closest<HTMLElement>("[role=grid]")?.focus({ preventScroll: true });
    },
    onClick: (event: MouseEvent<HTMLElement>) => {
      if (!(event.target instanceof Element)) return;
      const row = Number(event.target.closest("[data-row]")?.getAttribute("data-row") ?? -1);
      if (row < 0) return;
      const choosing =
        event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest("[data-choose]") !== null;
      if (choosing) rows.choose(row, event.shiftKey);
      else rows.open(row);
    },
  };
}

export const isChosen = (rows: Rows, task: TaskRow | undefined): boolean =>
  task?.id !== undefined && isSelected(rows.selection, task.id);
