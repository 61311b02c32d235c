import { Box, Button, Group, Paper, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Schemas } from "@/api/client";
import { Dot } from "@/ui/Dot";
import { JobProgress } from "@/ui/job/JobProgress";
import { ended, type Job, useJob } from "@/ui/job/useJob";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { KindMark } from "../form/KindPicker";
import type { Kind } from "../form/model";
import { type Storage, startSync, storagesChanged } from "../queries";
import { CardMenu, type Panel } from "./CardMenu";
import { CardNotes } from "./CardNotes";
import { SourceCounts, TargetCounts } from "./Counts";
import { stateOf } from "./words";

interface Props {
  storage: Storage;
  kind: Kind | undefined;
  /** Opens one of the storage's dialogs. */
  onOpen: (panel: Panel) => void;
}

/** One storage: its state, what it holds, what runs, what needs a decision. */
export function StorageCard({ storage, kind, onOpen }: Props) {
  const client = useQueryClient();
  const { id, project, role, running_job } = storage;
  const { job: told, error: lost } = useJob(running_job);
  const job = told ?? storage.running ?? undefined;
  const over = job !== undefined && ended(job);
  const running = running_job !== null && !over;
  useEffect(() => {
    if (over) void storagesChanged(client, project);
  }, [over, client, project]);
  const sync = useMutation({
    mutationFn: (options: Schemas["SyncOptions"]) => startSync(id, options),
    onSettled: () => storagesChanged(client, project),
  });
  const name = storage.title || storage.uri;

  return (
    <Paper withBorder p="sm" component="article" aria-label={name}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Group gap="sm" wrap="nowrap" style={{ flex: "1 1 320px", minWidth: 0 }} align="flex-start">
          <KindMark title={kind?.title ?? storage.kind} />
          <Box style={{ minWidth: 0 }}>
            <Text fw={600} style={{ overflowWrap: "anywhere" }}>
              {name}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              <State storage={storage} running={running ? (job ?? null) : null} />
              {` · ${kind?.title ?? storage.kind}`}
              {storage.title ? ` · ${storage.uri}` : ""}
            </Text>
          </Box>
        </Group>
        <Group gap="xs" wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            onClick={() => sync.mutate({})}
            loading={sync.isPending}
            disabled={running || !storage.can_sync}
          >
            Sync Storage
          </Button>
          {storage.can_verify && (
            <Button size="xs" variant="default" onClick={() => onOpen("verify")}>
              Verify
            </Button>
          )}
          <CardMenu name={name} onOpen={onOpen} />
        </Group>
      </Group>
      <Box mt={4}>
        {role === "source" ? (
          <SourceCounts storage={storage} onOpen={onOpen} />
        ) : (
          <TargetCounts storage={storage} onOpen={onOpen} />
        )}
      </Box>
      {running && <JobProgress handle={running_job} job={job} />}
      <CardNotes storage={storage} onConfirmDeletions={() => sync.mutateAsync({ confirm_deletions: true })} />
      <Problem error={sync.error} title="The sync did not start" />
      {running && <Problem error={lost} title="The progress is not known" />}
    </Paper>
  );
}

/** "● synced 2 min ago" */
function State({ storage, running }: { storage: Storage; running: Job | null }) {
  const { word, color } = stateOf(storage, running);
  return (
    <>
      <Dot color={color} />
      <span role="status">{word}</span>
      {storage.last_sync && running === null && (
        <>
          {" "}
          <RelativeTime at={storage.last_sync} />
        </>
      )}
    </>
  );
}
