import type { Schemas } from "@/api/client";

/** Why the queue gives nothing. */
export type QueueEnd = "no-tasks" | "done" | "waiting";

export function queueEnd({
  task_number = 0,
  finished_task_number = 0,
}: Pick<Schemas["Project"], "task_number" | "finished_task_number">): QueueEnd {
  if (task_number === 0) return "no-tasks";
  return finished_task_number >= task_number ? "done" : "waiting";
}
