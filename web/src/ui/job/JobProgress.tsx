import { Button, Group, Progress, Text, VisuallyHidden } from "@mantine/core";
import { useThrottledValue } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { Problem } from "@/ui/Problem";
import { percentOf, progressWords } from "./progress";
import type { Job } from "./useJob";

// Milliseconds: a screen reader would otherwise do nothing but count.
const SPEAK_EVERY = 10_000;

/** The bar of a running job, its rate, and the button that stops it. */
export function JobProgress({ handle, job }: { handle: string; job: Job | undefined }) {
  const cancel = useMutation({
    mutationFn: () => ok(api.POST("/api/v1/jobs/{job}/cancel", { params: { path: { job: handle } } })),
  });
  const words = job === undefined ? "starting" : progressWords(job.progress);
  const percent = job === undefined ? null : percentOf(job.progress);
  const spoken = useThrottledValue(words, SPEAK_EVERY);
  return (
    <>
      <Group gap="sm" mt={6} wrap="nowrap">
        <Progress.Root style={{ flex: 1 }} size="sm">
          <Progress.Section
            value={percent ?? 100}
            animated={percent === null}
            withAria={percent !== null}
            aria-label="Progress of the sync"
            aria-valuetext={words}
          />
        </Progress.Root>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => cancel.mutate()}
          loading={cancel.isPending || cancel.isSuccess}
        >
          Cancel
        </Button>
      </Group>
      <Text size="xs" c="dimmed" mt={2} aria-hidden>
        {words}
      </Text>
      <VisuallyHidden role="status">{spoken}</VisuallyHidden>
      <Problem error={cancel.error} title="It was not cancelled" />
    </>
  );
}
