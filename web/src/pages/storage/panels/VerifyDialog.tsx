import { Button, Group, Text } from "@mantine/core";
import { useEffect } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { plural } from "@/ui/format";
import { JobProgress } from "@/ui/job/JobProgress";
import { useStartedJob } from "@/ui/job/useStartedJob";
import { Problem } from "@/ui/Problem";
import { Sentences } from "../Sentences";
import { Differences } from "./Differences";
import { PanelDialog, type PanelProps } from "./PanelDialog";
import { compared, differing } from "./verifyWords";

/** Compares a target with what was written there, and writes again what is missing. It begins by itself. */
export function VerifyDialog({ storage, onClose, onChanged }: PanelProps) {
  const run = useStartedJob(
    (options: Schemas["VerifyOptions"]) =>
      ok(api.POST("/api/v1/storages/{id}/verify", { params: { path: { id: storage.id } }, body: options })),
    onChanged,
  );
  const { start, job } = run;
  useEffect(() => start({}), [start]);
  const whole = job === undefined ? 0 : differing(job);
  return (
    <PanelDialog title="Verify" storage={storage} onClose={onClose}>
      {run.running && run.handle && <JobProgress handle={run.handle} job={job} />}
      {!run.running && job && (
        <>
          <Text size="sm" role="status">
            {compared(job)}
          </Text>
          <Sentences sentences={job.problems} />
          <Differences differences={job.differences} whole={whole} />
        </>
      )}
      <Problem error={run.error} title="The target was not verified" />
      <Group>
        {!run.running && whole > 0 && (
          <Button size="xs" onClick={() => start({ repair: true })}>
            Repair {plural(whole, "difference")}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={() => start({})} loading={run.running}>
          Verify again
        </Button>
      </Group>
    </PanelDialog>
  );
}
