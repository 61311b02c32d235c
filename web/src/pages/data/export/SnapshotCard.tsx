import { ActionIcon, Box, Button, Group, Paper, Progress, Text } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Dot } from "@/ui/Dot";
import { Problem } from "@/ui/Problem";
import { personName } from "@/ui/person";
import { RelativeTime } from "@/ui/RelativeTime";
import { Conversions } from "./Conversions";
import { ConvertForm } from "./ConvertForm";
import type { Format } from "./formats";
import { type Snapshot, stateOf, targetsOf, tasksOf } from "./snapshots";
import { deleteSnapshot } from "./snapshotsQuery";
import { useDownload } from "./useDownload";

interface Props {
  projectId: number;
  snapshot: Snapshot;
  formats: readonly Format[];
  onChanged: () => Promise<void>;
  /** It was deleted. */
  onGone: () => void;
}

/** One snapshot: how it stands, its files, what else it can become. */
export function SnapshotCard({ projectId, snapshot, formats, onChanged, onGone }: Props) {
  const [converting, setConverting] = useState(false);
  const convertButton = useRef<HTMLButtonElement>(null);
  const [deleting, setDeleting] = useState(false);
  const { title, status, created_by, created_at, error } = snapshot;
  const { word, color } = stateOf(status);
  const download = useDownload(projectId, snapshot);
  const ready = status === "completed";
  const targets = targetsOf(snapshot, formats);
  const facts = [tasksOf(snapshot), created_by && `by ${personName(created_by)}`].filter(Boolean);
  return (
    <Paper withBorder p="sm" component="article" aria-label={title}>
      <Group justify="space-between" gap="xs" align="flex-start">
        <Box style={{ flex: "1 1 240px", minWidth: 0 }}>
          <Text fw={600} style={{ overflowWrap: "anywhere" }}>
            {title}
          </Text>
          <Text size="sm" c="dimmed">
            <Dot color={color} />
            <span role="status">{word}</span>
            {facts.map((fact) => ` · ${fact}`)} · <RelativeTime at={created_at} />
          </Text>
        </Box>
        <Group gap="xs" wrap="nowrap">
          {ready && (
            <>
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDownload size={14} aria-hidden />}
                aria-label="Download JSON"
                loading={download.isPending && download.variables === "JSON"}
                onClick={() => download.mutate("JSON")}
              >
                JSON
              </Button>
              <Button
                ref={convertButton}
                size="xs"
                variant="default"
                aria-expanded={converting}
                disabled={targets.length === 0}
                onClick={() => setConverting(!converting)}
              >
                Convert
              </Button>
            </>
          )}
          <ActionIcon
            variant="subtle"
            color="red"
            size={30}
            aria-label={`Delete ${title}`}
            onClick={() => setDeleting(true)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      </Group>
      {(status === "created" || status === "in_progress") && (
        <Progress.Root size="sm" mt={6}>
          <Progress.Section value={100} animated withAria={false} />
        </Progress.Root>
      )}
      {status === "failed" && (
        <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
          {error}
        </Text>
      )}
      <Conversions snapshot={snapshot} formats={formats} download={download} />
      {converting && ready && (
        <ConvertForm
          projectId={projectId}
          snapshot={snapshot}
          targets={targets}
          onStarted={onChanged}
          onClose={() => {
            setConverting(false);
            convertButton.current?.focus();
          }}
        />
      )}
      <Problem error={download.error} title="It cannot be downloaded" />
      <ConfirmDialog
        title="Delete this snapshot?"
        opened={deleting}
        onClose={() => setDeleting(false)}
        action="Delete the snapshot"
        run={() => deleteSnapshot(projectId, snapshot)}
        onDone={onGone}
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {title} goes with all its files. The tasks stay.
        </Text>
      </ConfirmDialog>
    </Paper>
  );
}
