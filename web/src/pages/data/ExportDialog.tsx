import { Button, Checkbox, Group, Modal, Radio, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { checkExport, type ExportChoice, exportAddress, MOST_IDS } from "./exportTasks";
import type { Selection } from "./selection";

interface Props {
  projectId: number;
  selection: Selection;
  opened: boolean;
  onClose: () => void;
}

/** Downloads the tasks with their annotations. */
export function ExportDialog({ opened, onClose, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export">
      {opened && <ExportForm onClose={onClose} {...rest} />}
    </Modal>
  );
}

function ExportForm({ projectId, selection, onClose }: Omit<Props, "opened">) {
  const formats = useQuery({
    queryKey: ["project", projectId, "export-formats"],
    queryFn: () => ok(api.GET("/api/projects/{id}/export/formats", { params: { path: { id: projectId } } })),
  });
  const [format, setFormat] = useState<string>();
  const [unlabeled, setUnlabeled] = useState(false);
  const [onlySelected, setOnlySelected] = useState(false);
  const ids = [...selection.ids];
  const few = !selection.all && ids.length > 0 && ids.length <= MOST_IDS;
  const choice: ExportChoice = {
    projectId,
    format: format ?? formats.data?.[0]?.name ?? "JSON",
    unlabeled,
    ids: few && onlySelected ? ids : [],
  };
  const download = useMutation({
    // The browser keeps the reason of a failed download to itself, so it is asked for first.
    mutationFn: () => checkExport(choice),
    onSuccess: () => {
      window.location.assign(exportAddress(choice));
      onClose();
    },
  });
  if (formats.isPending) return <Loading what="the formats" />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        download.mutate();
      }}
    >
      <Stack gap="md">
        <Problem
          error={formats.error}
          title="The formats could not be listed"
          onRetry={() => void formats.refetch()}
        />
        <Radio.Group label="Format" value={choice.format} onChange={setFormat}>
          <Stack gap="xs" mt="xs">
            {formats.data
              ?.filter(({ disabled }) => !disabled)
              .map(({ name, title, description }) => (
                <Radio key={name} value={name} label={title} description={description} />
              ))}
          </Stack>
        </Radio.Group>
        <Checkbox
          label="Also tasks without annotations"
          checked={unlabeled}
          onChange={(event) => setUnlabeled(event.currentTarget.checked)}
        />
        {few && (
          <Checkbox
            label={`Only the ${plural(ids.length, "selected task")}`}
            checked={onlySelected}
            onChange={(event) => setOnlySelected(event.currentTarget.checked)}
          />
        )}
        <Problem error={download.error} title="The export could not start" />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button
            type="submit"
            loading={download.isPending}
            disabled={formats.isError}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Download
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
