import { Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { plural } from "@/ui/format";
import { JobProgress } from "@/ui/job/JobProgress";
import { useStartedJob } from "@/ui/job/useStartedJob";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { ShowMore } from "@/ui/ShowMore";
import { type Failure, FailureTable } from "./FailureTable";
import { PanelDialog, type PanelProps } from "./PanelDialog";

const PAGE = 100;

interface Props extends PanelProps {
  state: Failure["state"];
}

const WORDS: Record<Failure["state"], { title: string; none: string; some: (number: number) => string }> = {
  failed: {
    title: "Failed objects",
    none: "No object failed.",
    some: (number) => `${plural(number, "object")} did not become ${number === 1 ? "a task" : "tasks"}.`,
  },
  ignored: {
    title: "Ignored objects",
    none: "No object is ignored.",
    some: (number) =>
      `${plural(number, "object")} failed and ${number === 1 ? "is" : "are"} left alone until changed.`,
  },
};

/** The objects that did not become tasks, each with its cause and what can be done about it. */
export function FailuresDialog({ state, storage, onClose, onChanged }: Props) {
  const { id } = storage;
  const client = useQueryClient();
  const path = { id };
  const words = WORDS[state];
  const list = useInfiniteQuery({
    queryKey: ["storage", id, "failures", state],
    queryFn: ({ pageParam: offset }) =>
      ok(
        api.GET("/api/v1/storages/{id}/failures", {
          params: { path, query: { limit: PAGE, offset, state } },
        }),
      ),
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
    (keys: string[] | undefined) =>
      ok(api.POST("/api/v1/storages/{id}/failures/retry", { params: { path }, body: { keys } })),
    () => void settled(),
  );
  const ignore = useMutation({
    mutationFn: (keys: string[]) =>
      ok(api.POST("/api/v1/storages/{id}/failures/ignore", { params: { path }, body: { keys } })),
    onSettled: settled,
  });
  const heed = useMutation({
    mutationFn: (keys: string[]) =>
      ok(api.POST("/api/v1/storages/{id}/failures/heed", { params: { path }, body: { keys } })),
    onSettled: settled,
  });
  const failures = list.data?.pages.flatMap((page) => page.results) ?? [];
  const whole = list.data?.pages.at(-1)?.count ?? 0;

  return (
    <PanelDialog title={words.title} storage={storage} onClose={onClose}>
      <Problem error={list.error} title="They could not be loaded" onRetry={() => void list.refetch()} />
      {list.isPending && <Loading what="the objects" />}
      {list.data && (
        <Group justify="space-between">
          <Text size="sm" role="status">
            {whole === 0 ? words.none : words.some(whole)}
          </Text>
          {whole > 0 && state === "failed" && (
            <Button size="xs" onClick={() => retry.start(undefined)} loading={retry.running}>
              Retry all
            </Button>
          )}
        </Group>
      )}
      {retry.running && retry.handle && <JobProgress handle={retry.handle} job={retry.job} />}
      <Problem error={retry.error} title="They were not tried again" />
      <Problem error={ignore.error ?? heed.error} title="It was not changed" />
      {failures.length > 0 && (
        <FailureTable
          label={words.title}
          failures={failures}
          busy={retry.running || ignore.isPending || heed.isPending}
          onRetry={(key) => retry.start([key])}
          onIgnore={(key) => ignore.mutate([key])}
          onHeed={(key) => heed.mutate([key])}
        />
      )}
      <ShowMore list={list} whole={whole} />
    </PanelDialog>
  );
}
