import {
  Button,
  CloseButton,
  Group,
  Modal,
  Progress,
  ScrollArea,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { bytes, plural } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { DropArea } from "./DropArea";
import { maybeOneTaskEach, withFiles } from "./importPlan";
import { type ImportProgress, importAddress, importFiles } from "./importTasks";

interface Props {
  projectId: number;
  opened: boolean;
  onClose: () => void;
  onImported: () => void;
}

/** Makes tasks of files from this computer, or of one at an address. */
export function ImportDialog({ opened, onClose, ...rest }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import" size="lg" closeOnClickOutside={false}>
      {opened && <ImportForm onClose={onClose} {...rest} />}
    </Modal>
  );
}

function ImportForm({ projectId, onClose, onImported }: Omit<Props, "opened">) {
  const [files, setFiles] = useState<File[]>([]);
  const [url, setUrl] = useState("");
  const [whole, setWhole] = useState(false);
  const [progress, setProgress] = useState<ImportProgress>();
  const [made, setMade] = useState(0);
  const abort = useRef(new AbortController());

  const work = useMutation({
    mutationFn: async () => {
      abort.current = new AbortController();
      const { signal } = abort.current;
      const add = (tasks: number) => setMade((before) => before + tasks);
      if (files.length > 0) {
        add(
          await importFiles(projectId, files, {
            whole: whole && maybeOneTaskEach(files),
            signal,
            onProgress: setProgress,
            // What is in is not sent again when a later part is refused.
            onPart: (sent) => setFiles((old) => old.filter((file) => !sent.includes(file))),
          }),
        );
      }
      if (url.trim() !== "") {
        add(await importAddress(projectId, url.trim(), signal));
        setUrl("");
      }
    },
    onSettled: () => {
      setProgress(undefined);
      onImported();
    },
  });
  const cancelled = work.error instanceof DOMException && work.error.name === "AbortError";
  const nothing = files.length === 0 && url.trim() === "";

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!nothing && !work.isPending) work.mutate();
      }}
    >
      <Stack gap="sm">
        <DropArea
          disabled={work.isPending}
          onFiles={(more) => {
            work.reset();
            setFiles((old) => withFiles(old, more));
          }}
        />
        {files.length > 0 && (
          <FileList
            files={files}
            disabled={work.isPending}
            onRemove={(gone) => {
              work.reset();
              setFiles((old) => old.filter((file) => file !== gone));
            }}
          />
        )}
        {maybeOneTaskEach(files) && (
          <Group gap="xs">
            <Text size="sm" id="import-lines">
              CSV, TSV and text files are
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="import-lines"
              value={whole ? "whole" : "lines"}
              onChange={(value) => setWhole(value === "whole")}
              data={[
                { value: "lines", label: "one task per line" },
                { value: "whole", label: "one task each" },
              ]}
            />
          </Group>
        )}
        <TextInput
          label="Address of a file"
          description="The server fetches it: https://example.com/tasks.json"
          type="url"
          value={url}
          disabled={work.isPending}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        {progress && <Sending progress={progress} />}
        <div role="status">
          {made > 0 && !work.isPending && <Text size="sm">{plural(made, "task")} imported.</Text>}
          {cancelled && <Text size="sm">Cancelled. Files in the list above were not imported.</Text>}
        </div>
        <Problem
          error={cancelled ? null : work.error}
          title={made > 0 ? "The rest was not imported" : "Nothing was imported"}
        />
        <Group justify="flex-end">
          <Button
            variant="default"
            onClick={() => {
              if (work.isPending) abort.current.abort();
              else onClose();
            }}
          >
            {work.isPending ? "Cancel" : "Close"}
          </Button>
          <Button type="submit" disabled={nothing} loading={work.isPending}>
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Sending({ progress }: { progress: ImportProgress }) {
  const { sentBytes, totalBytes, reading } = progress;
  const words = reading
    ? "Sent. The server reads the tasks."
    : `${bytes(sentBytes)} of ${bytes(totalBytes)} sent`;
  return (
    <div>
      <Progress
        value={totalBytes === 0 ? 100 : (sentBytes / totalBytes) * 100}
        animated={reading}
        aria-label="Import"
      />
      <Text size="sm" mt={4}>
        {words}
      </Text>
    </div>
  );
}

const SHOWN_FILES = 200;

function FileList({
  files,
  disabled,
  onRemove,
}: {
  files: File[];
  disabled: boolean;
  onRemove: (file: File) => void;
}) {
  return (
    <div>
      <ScrollArea.Autosize mah={180} type="auto">
        <Stack component="ul" gap={2} p={0} m={0} aria-label="Chosen files">
          {files.slice(0, SHOWN_FILES).map((file) => (
            <Group component="li" key={`${file.size} ${file.name}`} gap="xs" wrap="nowrap">
              <Text size="sm" truncate style={{ flex: 1 }}>
                {file.name}
              </Text>
              <Text size="sm" c="dimmed">
                {bytes(file.size)}
              </Text>
              <CloseButton
                size="sm"
                aria-label={`Leave out ${file.name}`}
                disabled={disabled}
                onClick={() => onRemove(file)}
              />
            </Group>
          ))}
        </Stack>
      </ScrollArea.Autosize>
      <Text size="sm" c="dimmed" mt={4}>
        {plural(files.length, "file")}, {bytes(files.reduce((sum, file) => sum + file.size, 0))}
        {files.length > SHOWN_FILES && `; the first ${SHOWN_FILES} are listed`}
      </Text>
    </div>
  );
}
