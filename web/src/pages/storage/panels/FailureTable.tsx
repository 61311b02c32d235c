import { Button, Group, ScrollArea, Table } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { count, plural } from "@/ui/format";
import { RelativeTime } from "@/ui/RelativeTime";

export type Failure = Schemas["SyncFailure"];

interface Actions {
  busy: boolean;
  onRetry: (key: string) => void;
  onIgnore: (key: string) => void;
  onHeed: (key: string) => void;
}

interface Props extends Actions {
  label: string;
  failures: readonly Failure[];
}

/** Key, cause, since when, and the buttons for one object. */
export function FailureTable({ label, failures, ...actions }: Props) {
  return (
    <ScrollArea.Autosize mah={480} viewportProps={{ tabIndex: 0, role: "region", "aria-label": label }}>
      <Table fz="sm" verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Object</Table.Th>
            <Table.Th>Cause</Table.Th>
            <Table.Th>Since</Table.Th>
            <Table.Th>What to do</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {failures.map((failure) => (
            <FailureRow key={`${failure.key} ${failure.record}`} failure={failure} {...actions} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function FailureRow({ failure, busy, onRetry, onIgnore, onHeed }: Actions & { failure: Failure }) {
  const { key, record, error, since, attempts, state } = failure;
  const buttons: [words: string, run: (key: string) => void][] =
    state === "ignored"
      ? [["Count it again", onHeed]]
      : [
          ["Retry", onRetry],
          ["Ignore", onIgnore],
        ];
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: "anywhere", minWidth: 120 }}>
        {key}
        {record !== null && ` · record ${count(record + 1)}`}
      </Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere", minWidth: 200 }}>{error}</Table.Td>
      <Table.Td
        title={attempts > 1 ? plural(attempts, "attempt") : undefined}
        style={{ whiteSpace: "nowrap" }}
      >
        {since && <RelativeTime at={since} />}
      </Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap">
          {buttons.map(([words, run]) => (
            <Button
              key={words}
              size="compact-xs"
              variant="default"
              disabled={busy}
              onClick={() => run(key)}
              aria-label={`${words}: ${key}`}
            >
              {words}
            </Button>
          ))}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
