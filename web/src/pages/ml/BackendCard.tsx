import { ActionIcon, Box, Button, Group, Menu, Paper, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dot } from "@/ui/Dot";
import { Problem } from "@/ui/Problem";
import { FailedTasksDialog } from "./FailedTasksDialog";
import { PredictionJob } from "./PredictionJob";
import { type Backend, backendsChanged, backendsQuery, ended, jobsQuery } from "./queries";
import { factsOf, nameOf, stateOf } from "./words";

/** One model server: how it is, what it predicted, what it can be asked for. */
export function BackendCard({ backend, onEdit }: { backend: Backend; onEdit: () => void }) {
  const client = useQueryClient();
  const { id, project } = backend;
  const path = { id };
  const jobs = useQuery(jobsQuery(id));
  const last = jobs.data?.[0];
  const running = jobs.data?.find((job) => !ended(job));
  const busy = running !== undefined;
  // Counts of predictions are others when a job has ended.
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !busy) void backendsChanged(client, project);
    wasBusy.current = busy;
  }, [busy, client, project]);

  const predict = useMutation({
    mutationFn: (body: Schemas["PredictionStart"]) =>
      ok(api.POST("/api/v1/ml/{id}/predictions", { params: { path }, body })),
    onSettled: () => client.invalidateQueries({ queryKey: jobsQuery(id).queryKey }),
  });
  const train = useMutation({
    mutationFn: () => ok(api.POST("/api/ml/{id}/train", { params: { path } })),
    onSettled: () => backendsChanged(client, project),
  });
  const menu = useRef<HTMLButtonElement>(null);
  const [removing, setRemoving] = useState(false);
  const [failures, setFailures] = useState<number | null>(null);
  const name = nameOf(backend);
  const { word, color } = stateOf(backend);
  const fromMenu = (act: () => void) => () => {
    menu.current?.focus();
    act();
  };

  return (
    <Paper withBorder p="sm" component="article" aria-label={name}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Box style={{ flex: "1 1 300px", minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            <Dot color={color} />
            <span role="status">{word}</span>
            {[...factsOf(backend), backend.url].map((fact) => ` · ${fact}`)}
          </Text>
        </Box>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            onClick={() => predict.mutate({})}
            loading={predict.isPending}
            disabled={busy}
          >
            Get predictions
          </Button>
          <Button size="xs" variant="default" onClick={() => train.mutate()} loading={train.isPending}>
            Train
          </Button>
          <Menu position="bottom-end" width={180}>
            <Menu.Target>
              <ActionIcon ref={menu} variant="default" size={30} aria-label={`More for ${name}`}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={fromMenu(onEdit)}>Edit</Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={fromMenu(() => setRemoving(true))}>
                Disconnect
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {backend.error_message && (
        <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
          {backend.error_message}
        </Text>
      )}
      {last !== undefined && (
        <PredictionJob
          job={running ?? last}
          onFailures={() => setFailures((running ?? last).id)}
          onRetry={() => predict.mutate({ failed_of: last.id })}
        />
      )}
      <Problem error={jobs.error} title="The progress is not known" />
      <Problem error={predict.error} title="No predictions are being fetched" />
      <Problem error={train.error} title="The model is not being trained" />
      {failures !== null && (
        <FailedTasksDialog job={failures} projectId={project} onClose={() => setFailures(null)} />
      )}
      <ConfirmDialog
        title={`Disconnect ${name}?`}
        opened={removing}
        onClose={() => setRemoving(false)}
        action="Disconnect"
        run={async () => {
          await ok(api.DELETE("/api/ml/{id}", { params: { path } }));
          // Its card goes first, so that nobody asks for its jobs any more.
          client.setQueryData(backendsQuery(project).queryKey, (all) => all?.filter((one) => one.id !== id));
          await client.invalidateQueries({ queryKey: ["project", project] });
        }}
      >
        <Text size="sm">Its predictions stay. Tasks that are opened from now on come without new ones.</Text>
      </ConfirmDialog>
    </Paper>
  );
}
