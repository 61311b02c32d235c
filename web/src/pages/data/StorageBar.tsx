import { Button, Group, Indicator, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { sentenceOf } from "@/api/errors";
import { plural } from "@/ui/format";
import { TextLink } from "@/ui/links";
import { RelativeTime } from "@/ui/RelativeTime";
import { isRunning, syncState } from "./syncState";
import type { Live } from "./useLive";

/** How the source storages stand, and their sync; nothing where there is none. */
export function StorageBar({ projectId, live }: { projectId: number; live: Live }) {
  const { sources, refresh } = live;
  const sync = useMutation({
    mutationFn: async () => {
      for (const { id } of sources.filter((source) => source.synchronizable)) {
        await ok(api.POST("/api/v1/storages/{id}/sync", { params: { path: { id } } }));
      }
    },
    onSettled: refresh,
  });
  const first = sources[0];
  if (first === undefined) return null;
  const state = syncState(sources);
  return (
    <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
      <Indicator color={state.color} position="middle-start" offset={4} processing={state.color === "blue"}>
        <span style={{ display: "inline-block", width: 10 }} />
      </Indicator>
      <Text size="sm" truncate>
        <TextLink to="/projects/$projectId/settings/storage" params={{ projectId }} size="sm">
          {sources.length === 1 ? first.uri : plural(sources.length, "source storage", "source storages")}
        </TextLink>
        {" · "}
        <span aria-live="polite">
          {state.words} {state.at && <RelativeTime at={state.at} />}
        </span>
      </Text>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={sync.isPending}
        disabled={sources.some(isRunning)}
        onClick={() => sync.mutate()}
      >
        Sync
      </Button>
      {sync.isError && (
        <Text size="sm" c="red" role="alert">
          {sentenceOf(sync.error)}
        </Text>
      )}
    </Group>
  );
}
