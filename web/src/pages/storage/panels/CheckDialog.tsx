import { Button, Group } from "@mantine/core";
import { useCallback, useEffect } from "react";
import { CheckResult } from "../live/CheckResult";
import { askCheck, useCheck } from "../live/useCheck";
import { PanelDialog, type PanelProps } from "./PanelDialog";

/** The doctor's look at a storage as it is saved; it begins by itself. */
export function CheckDialog({ storage, onClose }: PanelProps) {
  const check = useCheck();
  const { start } = check;
  const { id } = storage;
  const begin = useCallback(() => start(askCheck({ id })), [start, id]);
  useEffect(begin, [begin]);
  return (
    <PanelDialog title="Check connection" storage={storage} onClose={onClose}>
      <CheckResult check={check} />
      <Group>
        <Button size="xs" variant="default" onClick={begin} loading={check.running}>
          Check again
        </Button>
      </Group>
    </PanelDialog>
  );
}
