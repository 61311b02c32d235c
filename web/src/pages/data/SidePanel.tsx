import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Labeler } from "@/labeling/Labeler";
import { rowOfId } from "./locate";
import { pageQuery, type TaskList } from "./tasksQuery";
import type { Rows } from "./useRows";
import type { Tasks } from "./useTasks";

interface Props {
  list: TaskList;
  rows: Rows;
  tasks: Tasks;
  taskId: number;
  onClose: () => void;
  onChanged: () => void;
}

/** The open task in the editor, beside the table; previous and next follow the table's order. */
export function SidePanel({ list, rows, tasks, taskId, onClose, onChanged }: Props) {
  const row = useRowOf(list, rows, tasks, taskId);
  return (
    <Labeler
      projectId={list.projectId}
      taskId={taskId}
      onPrevious={row !== undefined && row > 0 ? () => rows.open(row - 1) : undefined}
      onNext={row !== undefined && row < rows.total - 1 ? () => rows.open(row + 1) : undefined}
      onChanged={onChanged}
    >
      <Tooltip label="Close (Esc)">
        <ActionIcon variant="subtle" color="gray" aria-label="Close the task" onClick={onClose}>
          <IconX size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Labeler>
  );
}

/** The row of the open task; the cursor goes there when a link opened it. */
function useRowOf(list: TaskList, rows: Rows, tasks: Tasks, taskId: number): number | undefined {
  const client = useQueryClient();
  const atCursor = rows.taskAt(rows.cursor)?.id === taskId;
  const seen = atCursor ? rows.cursor : tasks.rowOf(taskId);
  const { ordering } = list;
  const searchable =
    seen === undefined && rows.total > 0 && !list.search && (ordering === "" || ordering === "-id");
  const { moveTo, total } = rows;
  useEffect(() => {
    if (seen !== undefined) {
      moveTo(seen);
      return;
    }
    if (!searchable) return;
    let left = false;
    const idsOfPage = async (page: number) =>
      (await client.ensureQueryData(pageQuery(list, page))).tasks.flatMap((task) => task.id ?? []);
    // A failure leaves the row unknown: the task is open all the same, without previous and next.
    rowOfId(taskId, total, ordering === "-id", idsOfPage).then(
      (row) => {
        if (!left && row !== undefined) moveTo(row);
      },
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [client, list, taskId, seen, searchable, total, ordering, moveTo]);
  return seen;
}
