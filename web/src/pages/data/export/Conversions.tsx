import { Button, Group, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { Dot } from "@/ui/Dot";
import { type Format, titleOf } from "./formats";
import { conversionsOf, type Snapshot, stateOf } from "./snapshots";
import type { Download } from "./useDownload";

interface Props {
  snapshot: Snapshot;
  formats: readonly Format[];
  download: Download;
}

/** What a snapshot was converted into. */
export function Conversions({ snapshot, formats, download }: Props) {
  return conversionsOf(snapshot).map(({ id, export_type, status, traceback }) => {
    const { word, color } = stateOf(status);
    const title = titleOf(formats, export_type);
    return (
      <Group key={id} gap="xs" mt={6} justify="space-between">
        <Text size="sm" style={{ flex: "1 1 200px", overflowWrap: "anywhere" }}>
          <Dot color={color} />
          {title} · <span role="status">{word}</span>
          {traceback && `: ${traceback}`}
        </Text>
        {status === "completed" && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            aria-label={`Download ${title}`}
            loading={download.isPending && download.variables === export_type}
            onClick={() => download.mutate(export_type)}
          >
            Download
          </Button>
        )}
      </Group>
    );
  });
}
