import { ScrollArea, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { duration } from "@/ui/format";
import { toneOf } from "@/ui/job/states";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { JOB_KINDS } from "./historyWords";
import { PanelDialog, type PanelProps } from "./PanelDialog";

/** Every sync of a storage: when, who or what started it, what it did, how it ended. */
export function HistoryDialog({ storage, onClose }: PanelProps) {
  const history = useQuery({
    queryKey: ["storage", storage.id, "history"],
    queryFn: () => ok(api.GET("/api/v1/storages/{id}/history", { params: { path: { id: storage.id } } })),
  });
  const jobs = history.data?.results;
  return (
    <PanelDialog title="History" storage={storage} onClose={onClose}>
      <Problem
        error={history.error}
        title="The history could not be loaded"
        onRetry={() => void history.refetch()}
      />
      {history.isPending && <Loading what="the history" />}
      {jobs?.length === 0 && <Text size="sm">It was not synced yet.</Text>}
      {jobs && jobs.length > 0 && (
        <ScrollArea viewportProps={{ tabIndex: 0, role: "region", "aria-label": "History" }}>
          <Table fz="sm" verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>When</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th>Started by</Table.Th>
                <Table.Th>Took</Table.Th>
                <Table.Th>Outcome</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {jobs.map((job) => (
                <Table.Tr key={job.id}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    <RelativeTime at={job.started} />
                  </Table.Td>
                  <Table.Td>{JOB_KINDS[job.kind]}</Table.Td>
                  <Table.Td>{job.started_by}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{duration(job.seconds)}</Table.Td>
                  <Table.Td>
                    {toneOf(job.state).word}: {job.summary}
                    {job.problems.slice(0, 1).map((problem) => (
                      <Text key={problem} size="xs" c="dimmed">
                        {problem}
                      </Text>
                    ))}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      )}
    </PanelDialog>
  );
}
