import { Box, Center, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { whoami } from "@/api/queries";
import { EditorFrame } from "@/labeling/EditorFrame";
import { frameUrl } from "@/labeling/frameUrl";
import { Problem } from "@/ui/Problem";
import type { EditorEvents, EditorHandle, OpenOptions } from "../../editor/port";
import classes from "./ConfigPreview.module.css";
import { PREVIEW_INTERFACES, previewUser } from "./preview";
import { useSampleTask } from "./sampleTask";

/** While somebody types, the preview waits this long for the end of a word. */
const PAUSE = 400;

const nothing = () => {};
// A preview takes what is drawn and keeps none of it.
const EVENTS: Omit<EditorEvents, "failed"> = {
  changed: nothing,
  selected: nothing,
  submit: nothing,
  update: nothing,
  skip: nothing,
  unskip: nothing,
  removed: nothing,
  mediaFailed: nothing,
  help: nothing,
  suggest: async () => [],
};

interface Props {
  config: string;
  /** Real data instead of an example; `projectId` lets its storages in. */
  task?: { projectId: number; data: Record<string, unknown> };
}

/** The real editor with this config and an example. The last good one stays while there is a fault in the config. */
export function ConfigPreview({ config, task }: Props) {
  const [settled] = useDebouncedValue(config, PAUSE);
  const sample = useSampleTask(settled);
  const { data: me } = useQuery(whoami);
  const [editor, setEditor] = useState<{ handle: EditorHandle; options: OpenOptions; src: string } | null>(
    null,
  );
  const [problems, setProblems] = useState("");
  const shown = sample.data?.config;
  const options = useMemo(
    () =>
      shown === undefined || me === undefined
        ? undefined
        : { config: shown, interfaces: PREVIEW_INTERFACES, user: previewUser(me) },
    [shown, me],
  );
  const data = task?.data ?? sample.data?.data;
  const src = frameUrl(task?.projectId);
  useEffect(() => {
    // An editor of the config before, or in a frame that may not load the project's media, is about to close.
    if (editor === null || editor.options !== options || editor.src !== src || data === undefined) return;
    try {
      const { configErrors } = editor.handle.show(
        { id: 0, data, annotations: [], predictions: [] },
        { drafts: [], select: { kind: "new" } },
      );
      setProblems(configErrors.join("\n"));
    } catch (error) {
      setProblems(sentenceOf(error));
    }
  }, [editor, options, src, data]);

  return (
    <Box className={classes.preview}>
      <Problem error={sample.error} title="The preview waits for a config without a fault" />
      {problems !== "" && <Problem error={problems} title="The labeling editor does not take this config" />}
      {options !== undefined && data !== undefined ? (
        <EditorFrame
          src={src}
          options={options}
          title="Preview of the labeling interface"
          events={{ ...EVENTS, failed: setProblems }}
          onEditor={(handle) => setEditor(handle && { handle, options, src })}
        />
      ) : (
        <Center flex={1}>
          <Text c="dimmed" size="sm" ta="center" p="md">
            {config.trim() === "" ? "The preview comes with a config." : "Drawing the preview …"}
          </Text>
        </Center>
      )}
    </Box>
  );
}
