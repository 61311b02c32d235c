import { Button, Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Problem } from "@/ui/Problem";
import { type Format, type FormatName, takesFiles } from "./formats";
import type { Snapshot } from "./snapshots";
import { convertSnapshot, snapshotsKey } from "./snapshotsQuery";

interface Props {
  projectId: number;
  snapshot: Snapshot;
  targets: readonly Format[];
  onStarted: () => Promise<void>;
  onClose: () => void;
}

/** Makes another file of a snapshot. */
export function ConvertForm({ projectId, snapshot, targets, onStarted, onClose }: Props) {
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);
  const [wanted, setWanted] = useState<string>();
  const [files, setFiles] = useState(false);
  const format = targets.find(({ name }) => name === wanted) ?? targets[0];
  const convert = useMutation({
    mutationKey: snapshotsKey(projectId),
    mutationFn: (name: FormatName) =>
      convertSnapshot(projectId, snapshot, {
        export_type: name,
        ...(takesFiles(name) && { download_resources: files }),
      }),
    onSuccess: onClose,
    onSettled: onStarted,
  });
  return (
    <form
      aria-label={`Convert ${snapshot.title}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (format && !convert.isPending) convert.mutate(format.name);
      }}
    >
      <Stack gap="xs" mt="xs">
        <NativeSelect
          label="Format"
          description={format?.description}
          data={targets.map(({ name, title }) => ({ value: name, label: title }))}
          value={format?.name}
          onChange={(event) => setWanted(event.currentTarget.value)}
          ref={first}
        />
        {format && takesFiles(format.name) && (
          <Checkbox
            label="With the files that the tasks name"
            description="What cannot be had is listed in errors.json."
            checked={files}
            onChange={(event) => setFiles(event.currentTarget.checked)}
          />
        )}
        <Problem error={convert.error} title="It is not being converted" />
        <Group gap="xs" justify="flex-end">
          <Button size="xs" variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button size="xs" type="submit" loading={convert.isPending} disabled={format === undefined}>
            Convert
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
