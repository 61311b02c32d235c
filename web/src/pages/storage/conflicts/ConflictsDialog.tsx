import { Alert, Button, Group, List, Select, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { plural } from "@/ui/format";
import { Loading } from "@/ui/Loading";
import { Problem } from "@/ui/Problem";
import { PanelDialog, type PanelProps } from "../panels/PanelDialog";
import { Conflict } from "./Conflict";
import { DECISIONS, type Decision } from "./words";

const MOST = 1_000;

/** The objects of a target that someone else wrote: both sides of each, and the choice. */
export function ConflictsDialog({ storage, onClose, onChanged }: PanelProps) {
  const { id } = storage;
  const client = useQueryClient();
  const [chosen, setChosen] = useState<number | null>(null);
  const list = useQuery({
    queryKey: ["storage", id, "conflicts"],
    queryFn: () =>
      ok(api.GET("/api/v1/storages/{id}/conflicts", { params: { path: { id }, query: { limit: MOST } } })),
  });
  const settled = async () => {
    await client.invalidateQueries({ queryKey: ["storage", id] });
    onChanged();
  };
  const all = useMutation({
    mutationFn: (decision: Decision) =>
      ok(
        api.POST("/api/v1/storages/{id}/conflicts/resolve", { params: { path: { id } }, body: { decision } }),
      ),
    onSettled: settled,
  });
  const rows = list.data?.results ?? [];
  const row = rows.find(({ subject }) => subject === chosen) ?? rows[0];
  const left = all.data?.left ?? [];

  return (
    <PanelDialog title="Conflicts" storage={storage} onClose={onClose}>
      <Problem
        error={list.error}
        title="The conflicts could not be loaded"
        onRetry={() => void list.refetch()}
      />
      {list.isPending && <Loading what="the conflicts" />}
      {list.data && rows.length === 0 && (
        <Text size="sm" role="status">
          No conflict is left: every annotation is in the target, or on its way.
        </Text>
      )}
      {row && (
        <>
          <Text size="sm">
            {plural(rows.length, "object")} in the target {rows.length === 1 ? "was" : "were"} not written by
            this project. Nothing was overwritten. Compare them, then choose.
          </Text>
          <List size="sm">
            {DECISIONS.map(({ decision, words, what }) => (
              <List.Item key={decision}>
                <b>{words}</b>: {what}.
              </List.Item>
            ))}
          </List>
          <Select
            label="Object"
            data={rows.map(({ subject, key }) => ({ value: String(subject), label: key }))}
            value={String(row.subject)}
            onChange={(value) => setChosen(value === null ? null : Number(value))}
            allowDeselect={false}
            searchable={rows.length > 10}
          />
          <Conflict key={row.subject} storage={id} subject={row.subject} onSettled={settled} />
          {rows.length > 1 && (
            <Group gap="xs" role="group" aria-label={`For all ${plural(rows.length, "conflict")}`}>
              <Text size="sm">For all {plural(rows.length, "conflict")}:</Text>
              {DECISIONS.map(({ decision, words }) => (
                <Button
                  key={decision}
                  size="xs"
                  variant="default"
                  onClick={() => all.mutate(decision)}
                  loading={all.isPending && all.variables === decision}
                  disabled={all.isPending}
                >
                  {words} all
                </Button>
              ))}
            </Group>
          )}
        </>
      )}
      <Problem error={all.error} title="The conflicts were not resolved" />
      {left.length > 0 && (
        <Alert color="yellow" role="alert" title={`${plural(left.length, "conflict")} could not be resolved`}>
          {[...new Set(left.map(({ error }) => error))].slice(0, 5).map((sentence) => (
            <Text key={sentence} size="sm">
              {sentence}
            </Text>
          ))}
        </Alert>
      )}
    </PanelDialog>
  );
}
