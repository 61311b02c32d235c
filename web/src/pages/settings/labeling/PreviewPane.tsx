import { ActionIcon, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { ConfigPreview } from "@/labelConfig/ConfigPreview";
import { count } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { previewTaskQuery } from "./previewTask";

/** The config as those who label see it, with an example or with a task of the project. */
export function PreviewPane({ projectId, config }: { projectId: number; config: string }) {
  const [source, setSource] = useState("example");
  const [number, setNumber] = useState(1);
  const real = source === "task";
  const task = useQuery(previewTaskQuery(projectId, number, real));
  const { data, total = 0 } = task.data ?? {};
  const shown = useMemo(
    () => (real && data !== undefined ? { projectId, data } : undefined),
    [real, data, projectId],
  );
  return (
    <Stack gap="xs" h="100%" miw={0}>
      <Group gap="xs" mih={36}>
        <SegmentedControl
          aria-label="What the preview shows"
          size="xs"
          value={source}
          onChange={setSource}
          data={[
            { value: "example", label: "Example" },
            { value: "task", label: "Task of this project" },
          ]}
        />
        {real && total > 0 && (
          <>
            <ActionIcon
              variant="default"
              aria-label="Task before"
              disabled={number <= 1}
              onClick={() => setNumber(number - 1)}
            >
              <IconChevronLeft size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon
              variant="default"
              aria-label="Task after"
              disabled={number >= total}
              onClick={() => setNumber(number + 1)}
            >
              <IconChevronRight size={16} aria-hidden />
            </ActionIcon>
            <Text size="sm" role="status">
              {count(number)} of {count(total)}
            </Text>
          </>
        )}
        {real && task.isSuccess && total === 0 && (
          <Text size="sm" role="status">
            There is no task yet: this is an example.
          </Text>
        )}
      </Group>
      {real && <Problem error={task.error} title="The task could not be read" />}
      <ConfigPreview config={config} task={shown} />
    </Stack>
  );
}
