import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { api, ok } from "@/api/client";
import { projectQuery } from "@/api/queries";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { count, plural } from "@/ui/format";
import { Page } from "@/ui/Page";
import { Section } from "@/ui/Section";

const route = getRouteApi("/projects/$projectId");

/** What is not undone: each says exactly what goes and what stays. */
export function DangerZonePage() {
  const { projectId } = route.useParams();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { data: project } = useSuspenseQuery(projectQuery(projectId));
  const title = project.title || `Project ${projectId}`;
  const tasks = project.task_number ?? 0;
  const params = { path: { id: projectId } };
  return (
    <Page title="Danger Zone">
      <Stack maw={760} gap={0}>
        <DeleteOfAllTasks
          projectId={projectId}
          action="delete_tasks_annotations"
          what={plural(project.total_annotations_number ?? 0, "annotation")}
          disabled={(project.total_annotations_number ?? 0) + (project.skipped_annotations_number ?? 0) === 0}
          title="Delete all annotations"
          about="Tasks and predictions stay."
          confirm={title}
        >
          <List size="sm" spacing={4}>
            <List.Item>
              {plural(project.total_annotations_number ?? 0, "annotation")} and{" "}
              {count(project.skipped_annotations_number ?? 0)} skips of all people are deleted.
            </List.Item>
            <List.Item>
              Targets that may delete objects delete those of these annotations; all others keep them.
            </List.Item>
          </List>
        </DeleteOfAllTasks>
        <DeleteOfAllTasks
          projectId={projectId}
          action="delete_tasks_predictions"
          what={plural(project.total_predictions_number ?? 0, "prediction")}
          disabled={(project.total_predictions_number ?? 0) === 0}
          title="Delete all predictions"
          about="Tasks and annotations stay."
          confirm={title}
        >
          <List size="sm">
            <List.Item>
              {plural(project.total_predictions_number ?? 0, "prediction")} of every model version are
              deleted.
            </List.Item>
          </List>
        </DeleteOfAllTasks>
        <Danger
          title="Delete all tasks"
          about="The project, its settings and its storages stay."
          action={`Delete ${plural(tasks, "task")}`}
          disabled={tasks === 0}
          confirm={title}
          run={() => ok(api.DELETE("/api/projects/{id}/tasks", { params }))}
          onDone={() => void client.invalidateQueries({ queryKey: ["project", projectId] })}
        >
          <List size="sm" spacing={4}>
            <List.Item>
              {plural(tasks, "task")} with {plural(project.total_annotations_number ?? 0, "annotation")},{" "}
              {plural(project.total_predictions_number ?? 0, "prediction")} and all drafts are deleted.
            </List.Item>
            <List.Item>
              The objects in source buckets stay; a sync does not bring deleted tasks back.
            </List.Item>
            <List.Item>
              Targets that may delete objects delete those of these annotations; all others keep them.
            </List.Item>
          </List>
        </Danger>
        <Danger
          title="Delete the project"
          about={`“${title}” goes with everything in it. There is no way back.`}
          action="Delete the project"
          confirm={title}
          run={() => ok(api.DELETE("/api/projects/{id}", { params }))}
          onDone={() => {
            client.removeQueries({ queryKey: ["project", projectId] });
            void client.invalidateQueries({ queryKey: ["projects"] });
            void navigate({ to: "/projects" });
          }}
        >
          <List size="sm" spacing={4}>
            <List.Item>
              {count(tasks)} tasks, {count(project.total_annotations_number ?? 0)} annotations,{" "}
              {count(project.total_predictions_number ?? 0)} predictions, all drafts and uploaded files are
              deleted.
            </List.Item>
            <List.Item>
              Its source and target storages are disconnected, with the history of their syncs.
            </List.Item>
            <List.Item>Your buckets keep every object: nothing is deleted or changed in them.</List.Item>
          </List>
        </Danger>
      </Stack>
    </Page>
  );
}

interface DeleteOfAllTasksProps extends Omit<DangerProps, "action" | "run" | "onDone"> {
  projectId: number;
  action: "delete_tasks_annotations" | "delete_tasks_predictions";
  what: string;
}

/** One of the data manager's actions, on every task. */
function DeleteOfAllTasks({ projectId, action, what, ...danger }: DeleteOfAllTasksProps) {
  const client = useQueryClient();
  return (
    <Danger
      {...danger}
      action={`Delete ${what}`}
      run={() =>
        ok(
          api.POST("/api/dm/actions", {
            params: { query: { id: action, project: projectId } },
            body: { selectedItems: { all: true, excluded: [] } },
          }),
        )
      }
      onDone={() => void client.invalidateQueries({ queryKey: ["project", projectId] })}
    />
  );
}

interface DangerProps {
  title: string;
  about: string;
  action: string;
  disabled?: boolean;
  confirm: string;
  run: () => Promise<unknown>;
  onDone: () => void;
  children: ReactNode;
}

function Danger({ title, about, action, disabled, children, ...question }: DangerProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Section title={title} about={about}>
      <Group>
        <Button color="red" variant="outline" disabled={disabled} onClick={() => setAsking(true)}>
          {action}
        </Button>
      </Group>
      <ConfirmDialog
        title={`${title}?`}
        opened={asking}
        onClose={() => setAsking(false)}
        action={action}
        {...question}
      >
        {children}
        <Text size="sm">This cannot be undone.</Text>
      </ConfirmDialog>
    </Section>
  );
}
