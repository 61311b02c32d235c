import { Button, Checkbox, Group, NativeSelect, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import type { Selection } from "../selection";
import { checkExport, type ExportChoice, exportAddress } from "./exportTasks";
import { FormatPicker } from "./FormatPicker";
import { type FormatName, formatsQuery, takesFiles } from "./formats";
import { downloadScopes, type ScopeName, type ShownTab, scopeNote } from "./scope";

interface Props {
  projectId: number;
  tab: ShownTab;
  selection: Selection;
  videos: boolean;
  onClose: () => void;
}

/** Downloads tasks with their annotations, written as they are now. */
export function DownloadForm({ projectId, tab, selection, videos, onClose }: Props) {
  const formats = useQuery(formatsQuery(projectId));
  const [wanted, setWanted] = useState<FormatName>();
  const [scope, setScope] = useState<ScopeName>("all");
  const [unlabeled, setUnlabeled] = useState(false);
  const [files, setFiles] = useState(false);
  const [frames, setFrames] = useState(false);
  const scopes = downloadScopes(tab, selection);
  const choice: ExportChoice = {
    projectId,
    format: wanted ?? formats.data?.[0]?.name ?? "JSON",
    unlabeled,
    files,
    frames,
    ids: scope === "selected" ? [...selection.ids] : [],
    view: scope === "tab" ? tab.id : undefined,
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
        <FormatPicker formats={formats.data ?? []} value={choice.format} onChange={setWanted} />
        {scopes.length > 1 && (
          <NativeSelect
            label="Tasks"
            description={scopeNote(scope, tab)}
            data={scopes}
            value={scope}
            onChange={({ currentTarget: { value } }) =>
              setScope(scopes.find((one) => one.value === value)?.value ?? "all")
            }
          />
        )}
        <Checkbox
          label="Also tasks without annotations"
          checked={unlabeled}
          onChange={(event) => setUnlabeled(event.currentTarget.checked)}
        />
        {takesFiles(choice.format) && (
          <Checkbox
            label="With the files that the tasks name"
            description="They are fetched from the storages while you download. What cannot be had is listed in errors.json."
            checked={files}
            onChange={(event) => setFiles(event.currentTarget.checked)}
          />
        )}
        {videos && (
          <Checkbox
            label="Fill in the frames between key frames"
            checked={frames}
            onChange={(event) => setFrames(event.currentTarget.checked)}
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
