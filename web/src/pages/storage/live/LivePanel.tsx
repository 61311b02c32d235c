import { Button, Divider, Group, Paper, Stack, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { CheckResult } from "./CheckResult";
import classes from "./LivePanel.module.css";
import { PreviewPanel } from "./PreviewPanel";
import { askCheck, useCheck } from "./useCheck";

// After this pause in typing it is asked again.
const PAUSE = 600;

interface Props {
  /** The settings as they are now. */
  place: Schemas["StorageToCheck"];
  /** Whether they are complete enough to ask about. */
  usable: boolean;
  /** Whether somebody said where the storage is. */
  placed: boolean;
  /** Sources show what they would bring. */
  preview: boolean;
  onSuggestion: (field: string, value: string | number | boolean) => void;
}

/** What the settings mean, before anything is saved. */
export function LivePanel({ place, usable, placed, preview, onSuggestion }: Props) {
  const check = useCheck();
  const [settled] = useDebouncedValue(usable ? JSON.stringify(place) : "", PAUSE);
  const asked = usable && placed && preview;
  const found = useQuery({
    queryKey: ["storage-preview", settled],
    queryFn: ({ signal }) =>
      ok(
        api.POST("/api/v1/storages/preview", {
          body: JSON.parse(settled) as Schemas["StorageToCheck"],
          signal,
        }),
      ),
    enabled: asked && settled !== "",
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0, // the key holds what was typed, secrets too
  });
  return (
    <Paper
      withBorder
      p="sm"
      className={classes.panel}
      component="section"
      aria-label="What the settings mean"
    >
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3} size="h6">
            Check
          </Title>
          <Button
            size="xs"
            variant="default"
            disabled={!usable}
            loading={check.running}
            onClick={() => check.start(askCheck(place))}
          >
            Check connection
          </Button>
        </Group>
        <CheckResult check={check} />
        {preview && (
          <>
            <Divider />
            <Title order={3} size="h6">
              Preview
            </Title>
            <PreviewPanel preview={found} asked={asked} onSuggestion={onSuggestion} />
          </>
        )}
      </Stack>
    </Paper>
  );
}
