import { Button, Group, ScrollArea, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { count, plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { JobProgress } from "../card/JobProgress";
import { startSync } from "../queries";
import { PanelDialog, type PanelProps } from "./PanelDialog";
import { useStartedJob } from "./useStartedJob";

const PAGE = 100;

type Failure = Schemas["SyncFailure"];

/** The objects that did not become tasks, each with its cause and what can be done about it. */
export function FailuresDialog({ storage, onClose, onChanged }: PanelProps) {
  const { id } = storage;
  const client = useQueryClient();
  const path = { id };
  const list = useInfiniteQuery({
    queryKey: ["storage", id, "failures"],
    queryFn: ({ pageParam: offset }) =>
      ok(api.GET("/api/v1/storages/{id}/failures", { params: { path, query: { limit: PAGE, offset } } })),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const shown = pages.reduce((sum, page) => sum + page.results.length, 0);
      return last.results.length > 0 && shown < last.count ? shown : undefined;
    },
  });
  const settled = async () => {
    await client.invalidateQueries({ queryKey: ["storage", id] });
    onChanged();
  };
  const retry = useStartedJob(
    () => startSync(id, { failed: true }),
    () => void settled(),
  );
  const failures = list.data?.pages.flatMap((page) => page.results) ?? [];
  const whole = list.data?.pages.at(-1)?.count ?? 0;

  return (
    <PanelDialog title="Failed objects" storage={storage} onClose={onClose}>
      <Problem
        error={list.error}
        title="The failed objects could not be loaded"
        onRetry={() => void list.refetch()}
      />
      {list.isPending && <Loading what="the failed objects" />}
      {list.data && (
        <Group justify="space-between">
          <Text size="sm" role="status">
            {whole === 0
              ? "No object failed."
              : `${plural(whole, "object")} did not become ${whole === 1 ? "a task" : "tasks"}.`}
          </Text>
          {whole > 0 && (
            <Button size="xs" onClick={() => retry.start(undefined)} loading={retry.running}>
              Retry all
            </Button>
          )}
        </Group>
      )}
      {retry.running && retry.handle && <JobProgress handle={retry.handle} job={retry.job} />}
      <Problem error={retry.error} title="They were not tried again" />
      {failures.length > 0 && (
        <ScrollArea.Autosize
          mah={480}
          viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Failed objects" }}
        >
          <Table fz="sm" verticalSpacing={4} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Object</Table.Th>
                <Table.Th>Cause</Table.Th>
                <Table.Th>Since</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {failures.map((failure) => (
                <FailureRow key={`${failure.key} ${failure.record}`} failure={failure} />
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
      {list.hasNextPage && (
        <Group>
          <Button
            size="xs"
            variant="default"
            onClick={() => void list.fetchNextPage()}
            loading={list.isFetchingNextPage}
          >
            Show more of {count(whole)}
          </Button>
        </Group>
      )}
    </PanelDialog>
  );
}

function FailureRow({ failure }: { failure: Failure }) {
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        {failure.key}
        {failure.record !== null && ` · record ${count(failure.record + 1)}`}
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>{failure.error}</Table.Td>
      <Table.Td style={{ whiteSpace: "nowrap" }}>
        {failure.since && <RelativeTime at={failure.since} />}
      </Table.Td>
    </Table.Tr>
  );
}
