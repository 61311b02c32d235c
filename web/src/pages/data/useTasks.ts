// The tasks behind the visible rows: their pages are read when they come into sight and forgotten when they were not
// looked at for long, so that memory does not grow with what was scrolled through.
import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import type { Schemas } from "@/api/client";
import { PAGE_SIZE, pageOf, pagesOf, RecentPages } from "./pageWindow";
import type { People } from "./people";
import type { TaskRow } from "./taskMedia";
import { pageKey, pageQuery, type TaskList } from "./tasksQuery";

const KEPT_PAGES = 60;
// Rows that rush by while the scrollbar is dragged are not asked for.
const SETTLED = 60;

export interface Tasks {
  /** How many there are; undefined until the server said so. */
  total: number | undefined;
  /** Undefined while its page is being read. */
  taskAt: (row: number) => TaskRow | undefined;
  /** The row of a task among those that were read. */
  rowOf: (id: number) => number | undefined;
  people: People;
  /** Why some tasks that belong to the list are not in it. */
  partial: string | undefined;
  error: unknown;
  retry: () => void;
}

export function useTasks(list: TaskList, first: number, last: number): Tasks {
  const client = useQueryClient();
  const visible = pagesOf(first, last).join();
  const [settled] = useDebouncedValue(visible, SETTLED);
  // The first page is always among them: it says how many tasks there are.
  const pages = useMemo(() => [...new Set([1, ...settled.split(",").map(Number)])], [settled]);
  const answers = useQueries({ queries: pages.map((page) => pageQuery(list, page)) });

  const recent = useRef({ list: "", pages: new RecentPages(KEPT_PAGES) });
  useEffect(() => {
    const name = JSON.stringify(list);
    if (recent.current.list !== name) recent.current = { list: name, pages: new RecentPages(KEPT_PAGES) };
    for (const page of recent.current.pages.look(pages)) {
      client.removeQueries({ queryKey: pageKey(list, page), exact: true });
    }
  }, [client, list, pages]);

  const read = useCallback(
    (page: number) => client.getQueryData<Schemas["TaskList"]>(pageKey(list, page))?.tasks,
    [client, list],
  );
  const newest = answers.reduce((a, b) => (b.dataUpdatedAt > a.dataUpdatedAt ? b : a));
  const failed = answers.find((answer) => answer.isError);
  const people: People = new Map(
    answers.flatMap((answer) => answer.data?.people ?? []).map((person) => [person.id, person]),
  );
  return {
    people,
    partial: newest.data?.partial,
    total: newest.data?.total,
    taskAt: (row) => read(pageOf(row))?.[row % PAGE_SIZE],
    rowOf: (id) => {
      for (const page of pages) {
        const place = read(page)?.findIndex((task) => task.id === id) ?? -1;
        if (place >= 0) return (page - 1) * PAGE_SIZE + place;
      }
      return undefined;
    },
    error: failed?.error,
    retry: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}
