import { Button, Group, Stack, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useIsMutating, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Schemas } from "@/api/client";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { formatsQuery } from "./formats";
import { NewSnapshotForm } from "./NewSnapshotForm";
import { SnapshotCard } from "./SnapshotCard";
import type { ShownTab } from "./scope";
import { makeSnapshot, snapshotsKey, snapshotsQuery } from "./snapshotsQuery";

interface Props {
  projectId: number;
  tab: ShownTab;
  videos: boolean;
}

/** What was exported before and is kept, and how to make one more. */
export function SnapshotList({ projectId, tab, videos }: Props) {
  const client = useQueryClient();
  const [adding, setAdding] = useState(false);
  const addButton = useRef<HTMLButtonElement>(null);
  const wasAdding = useRef(false);
  // The button is not there while the form is.
  useEffect(() => {
    if (wasAdding.current && !adding) addButton.current?.focus();
    wasAdding.current = adding;
  }, [adding]);
  const key = snapshotsKey(projectId);
  const changed = () => client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationKey: key,
    mutationFn: (body: Schemas["NewExportSnapshot"]) => makeSnapshot(projectId, body),
    onSuccess: () => setAdding(false),
    onSettled: changed,
  });
  // The server answers when the file is there, and shows meanwhile how far it is.
  const waiting = useIsMutating({ mutationKey: key }) > 0;
  const snapshots = useQuery(snapshotsQuery(projectId, waiting));
  const formats = useQuery(formatsQuery(projectId));
  const error = snapshots.error ?? formats.error;
  const none = snapshots.data?.length === 0;
  return (
    <Stack gap="md">
      {adding ? (
        <NewSnapshotForm
          tab={tab}
          videos={videos}
          busy={make.isPending}
          error={make.error}
          onMake={make.mutate}
          onCancel={() => {
            make.reset();
            setAdding(false);
          }}
        />
      ) : (
        <>
          <Group justify="space-between" gap="xs">
            <Text size="sm" fw={600}>
              {none ? "There is no snapshot yet" : "The tasks as they were then"}
            </Text>
            <Button
              ref={addButton}
              size="xs"
              variant="default"
              leftSection={<IconPlus size={16} aria-hidden />}
              onClick={() => setAdding(true)}
            >
              New snapshot
            </Button>
          </Group>
          {none && (
            <Text size="sm" c="dimmed">
              The server writes the tasks as they are now into a file and keeps it. It can be downloaded any
              time later, and converted into other formats.
            </Text>
          )}
        </>
      )}
      <Problem
        error={error}
        title="The snapshots could not be listed"
        onRetry={() => void Promise.all([snapshots.refetch(), formats.refetch()])}
      />
      {!error && (snapshots.isPending || formats.isPending) && <Loading what="the snapshots" />}
      {formats.data &&
        snapshots.data?.map((snapshot) => (
          <SnapshotCard
            key={snapshot.id}
            projectId={projectId}
            snapshot={snapshot}
            formats={formats.data}
            onChanged={changed}
            onGone={() => void changed().then(() => addButton.current?.focus())}
          />
        ))}
    </Stack>
  );
}
