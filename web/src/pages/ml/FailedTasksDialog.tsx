import { Modal, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { count, plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { TextLink } from "@/ui/links";
import { Problem } from "@/ui/Problem";
import { ShowMore } from "@/ui/ShowMore";

const PAGE = 100;

interface Props {
  job: number;
  projectId: number;
  onClose: () => void;
}

/** The tasks that a job got no prediction for, each with its cause. */
export function FailedTasksDialog({ job, projectId, onClose }: Props) {
  const list = useInfiniteQuery({
    queryKey: ["ml", "job", job, "failures"],
    queryFn: ({ pageParam: after }) =>
      ok(
        api.GET("/api/v1/ml/predictions/{id}/failures", {
          params: { path: { id: job }, query: { after, limit: PAGE } },
        }),
      ),
    initialPageParam: 0,
    getNextPageParam: (last) => (last.results.length < PAGE ? undefined : last.results.at(-1)?.task),
  });
  const failed = list.data?.pages.flatMap((page) => page.results) ?? [];
  const whole = list.data?.pages.at(-1)?.count ?? 0;
  return (
    <Modal opened onClose={onClose} title="Tasks without a prediction" size="lg">
      <Stack gap="sm">
        <Problem error={list.error} title="They could not be listed" onRetry={() => void list.refetch()} />
        {list.isPending && <Loading what="the tasks" />}
        {list.data && <Text size="sm">The model failed for {plural(whole, "task")}.</Text>}
        {failed.length > 0 && (
          <Table verticalSpacing="xs" aria-label="Tasks without a prediction">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Task</Table.Th>
                <Table.Th>Cause</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {failed.map(({ task, error }) => (
                <Table.Tr key={task}>
                  <Table.Td>
                    <TextLink to="/projects/$projectId/data" params={{ projectId }} search={{ task }}>
                      {count(task)}
                    </TextLink>
                  </Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{error}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <ShowMore list={list} whole={whole} />
      </Stack>
    </Modal>
  );
}
