import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { bytes } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { RelativeTime } from "@/ui/RelativeTime";
import { Comparison } from "./Comparison";
import { DECISIONS, type Decision } from "./words";

interface Props {
  storage: number;
  subject: number;
  onSettled: () => Promise<void>;
}

/** One conflict: both sides, and the decision about the version that is shown. */
export function Conflict({ storage, subject, onSettled }: Props) {
  const path = { id: storage, conflict_id: subject };
  const both = useQuery({
    queryKey: ["conflict", storage, subject],
    queryFn: () => ok(api.GET("/api/v1/storages/{id}/conflicts/{conflict_id}", { params: { path } })),
    staleTime: 0,
  });
  const resolve = useMutation({
    mutationFn: (decision: Decision) =>
      ok(
        api.POST("/api/v1/storages/{id}/conflicts/{conflict_id}/resolve", {
          params: { path },
          body: { decision, foreign_token: both.data?.theirs_token },
        }),
      ),
    onSuccess: onSettled,
    // Another version may stand there by now.
    onError: () => both.refetch(),
  });
  if (both.isPending) return <Loading what="both sides" />;
  if (both.isError) {
    return (
      <Problem error={both.error} title="Both sides could not be read" onRetry={() => void both.refetch()} />
    );
  }
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        <Theirs both={both.data} />
      </Text>
      <Comparison ours={both.data.ours} theirs={both.data.theirs} />
      <Group gap="xs">
        {DECISIONS.map(({ decision, words }) => (
          <Button
            key={decision}
            size="xs"
            onClick={() => resolve.mutate(decision)}
            loading={resolve.isPending && resolve.variables === decision}
            disabled={resolve.isPending}
          >
            {words}
          </Button>
        ))}
      </Group>
      <Problem error={resolve.error} title="The conflict was not resolved" />
    </Stack>
  );
}

/** "Theirs: 1.2 KiB, written 2 min ago, annotated by ann@example.com" */
function Theirs({ both }: { both: Schemas["Conflict"] }) {
  const { theirs_size, theirs_modified, theirs_by } = both;
  if (theirs_size === null) return "Theirs is gone by now: Overwrite writes ours.";
  return (
    <>
      Theirs: {bytes(theirs_size)}
      {theirs_modified && (
        <>
          , written <RelativeTime at={theirs_modified} />
        </>
      )}
      {theirs_by && `, annotated by ${theirs_by}`}
    </>
  );
}
