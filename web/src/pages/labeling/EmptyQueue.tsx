import { Button, Group } from "@mantine/core";
import type { Schemas } from "@/api/client";
import type { QueueAddress } from "@/labeling/queueAddress";
import { EmptyState } from "@/ui/EmptyState";
import { plural } from "@/ui/format";
import { ButtonLink } from "@/ui/links";
import { queueEnd } from "./queueEnd";

const allDone = (tasks: number) =>
  tasks === 1 ? "The only task is done" : `All ${plural(tasks, "task")} are done`;

/** The queue has nothing (more) for this account: why, and where to go. */
export function EmptyQueue({
  project,
  chosen,
  onTry,
}: {
  project: Schemas["Project"] & { id: number };
  /** Only these tasks are labeled. */
  chosen?: QueueAddress;
  onTry: () => void;
}) {
  const end = queueEnd(project);
  const tasks = project.task_number ?? 0;
  const params = { projectId: project.id };
  if (end === "no-tasks")
    return (
      <EmptyState
        title="There are no tasks yet"
        action={
          <ButtonLink to="/projects/$projectId/data" params={params}>
            Import or connect a storage
          </ButtonLink>
        }
      >
        Tasks come from a storage or from files.
      </EmptyState>
    );
  if (chosen && end === "waiting")
    return (
      <EmptyState
        title="None of the chosen tasks is left for you"
        action={
          <Group justify="center">
            <ButtonLink
              to="/projects/$projectId/data"
              params={params}
              search={{ tab: chosen.tab, search: chosen.search }}
            >
              See these tasks
            </ButtonLink>
            <ButtonLink to="/projects/$projectId/label" params={params} variant="default">
              Label all tasks
            </ButtonLink>
            <Button variant="default" onClick={onTry}>
              Look again
            </Button>
          </Group>
        }
      >
        They are labeled, or with other people. A task comes back when somebody lets it go.
      </EmptyState>
    );
  return (
    <EmptyState
      title={end === "done" ? allDone(tasks) : "There is nothing for you to label now"}
      action={
        <Group justify="center">
          <ButtonLink to="/projects/$projectId/data" params={params}>
            See the tasks
          </ButtonLink>
          {end === "waiting" && (
            <Button variant="default" onClick={onTry}>
              Look again
            </Button>
          )}
        </Group>
      }
    >
      {end === "waiting" &&
        "The tasks that are left are with other people, or you labeled or skipped them. A task comes back when somebody lets it go."}
    </EmptyState>
  );
}
