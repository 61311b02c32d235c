import { Button, Group, List, Text, Title } from "@mantine/core";
import { useEffect } from "react";
import { JobProgress } from "@/ui/job/JobProgress";
import type { Job } from "@/ui/job/useJob";
import { useStartedJob } from "@/ui/job/useStartedJob";
import { Problem } from "@/ui/Problem";
import { startSync } from "../queries";
import { Sentences } from "../Sentences";
import { samplesOf, wouldDo } from "./dryRun";
import { PanelDialog, type PanelProps } from "./PanelDialog";

/** What a sync would do now. Nothing is changed; it begins by itself. */
export function DryRunDialog({ storage, onClose, onChanged }: PanelProps) {
  const run = useStartedJob(() => startSync(storage.id, { dry_run: true }), onChanged);
  const { start } = run;
  useEffect(() => start(undefined), [start]);
  return (
    <PanelDialog title="Dry run" storage={storage} onClose={onClose}>
      {run.running && run.handle && <JobProgress handle={run.handle} job={run.job} />}
      {!run.running && run.job && <Report job={run.job} />}
      <Problem error={run.error} title="The dry run did not start" />
      <Group>
        <Button size="xs" variant="default" onClick={() => start(undefined)} loading={run.running}>
          Run again
        </Button>
      </Group>
    </PanelDialog>
  );
}

function Report({ job }: { job: Job }) {
  return (
    <>
      <Text size="sm" role="status">
        {wouldDo(job)}
      </Text>
      <Sentences sentences={job.problems} />
      {samplesOf(job).map(({ title, keys }) => (
        <section key={title} aria-label={title}>
          <Title order={3} size="h6">
            {title}
          </Title>
          <List size="sm">
            {keys.map((key) => (
              <List.Item key={key} style={{ overflowWrap: "anywhere" }}>
                {key}
              </List.Item>
            ))}
          </List>
        </section>
      ))}
    </>
  );
}
