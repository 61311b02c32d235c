import { Anchor, Button, Group, Progress, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { count } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { ended, type Job, jobsQuery } from "./queries";
import { endOf, percentOf } from "./words";

interface Props {
  job: Job;
  onFailures: () => void;
  /** Asks once more for the tasks that failed. */
  onRetry: () => void;
}

/** How far the running job is, or how the last one ended. */
export function PredictionJob({ job, onFailures, onRetry }: Props) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () =>
      ok(api.POST("/api/v1/ml/predictions/{id}/cancel", { params: { path: { id: job.id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: jobsQuery(job.backend).queryKey }),
  });
  const over = ended(job);
  return (
    <>
      {!over && (
        <Group gap="sm" mt={6} wrap="nowrap">
          <Progress.Root style={{ flex: 1 }} size="sm">
            <Progress.Section
              value={percentOf(job)}
              aria-label="Progress of the predictions"
              aria-valuetext={job.summary}
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
      )}
      <Text size="sm" mt={4}>
        Predictions: {endOf(job)} · {job.summary}
        {job.finished !== null && (
          <>
            {" · "}
            <RelativeTime at={job.finished} />
          </>
        )}
        {job.failed > 0 && (
          <>
            {" · "}
            <Anchor component="button" type="button" size="sm" onClick={onFailures}>
              {count(job.failed)} failed: show why
            </Anchor>
          </>
        )}
      </Text>
      {job.error && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {job.error}
        </Text>
      )}
      {over && job.failed > 0 && (
        <Button size="compact-sm" variant="default" mt={4} onClick={onRetry}>
          Ask for the failed ones again
        </Button>
      )}
      <Problem error={cancel.error} title="It was not cancelled" />
    </>
  );
}
