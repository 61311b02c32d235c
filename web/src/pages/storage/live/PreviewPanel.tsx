import { Button, Group, Image, Loader, ScrollArea, SimpleGrid, Stack, Table, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { bytes } from "@/ui/format";
import { Problem } from "@/ui/Problem";
import { fate, type Preview, pictures } from "./previewWords";

interface Props {
  preview: UseQueryResult<Preview>;
  /** False while the place is not given. */
  asked: boolean;
  onSuggestion: (field: string, value: string | number | boolean) => void;
}

/** What the settings mean: how many objects match, which of them, and why the others do not. */
export function PreviewPanel({ preview, asked, onSuggestion }: Props) {
  if (!asked) {
    return (
      <Text size="sm" c="dimmed">
        Say where the objects are; what of them would be used is shown here, before anything is saved.
      </Text>
    );
  }
  const { data, error, isFetching } = preview;
  return (
    <Stack gap="xs" aria-busy={isFetching}>
      {error ? (
        <Problem error={error} title="No preview" onRetry={() => void preview.refetch()} />
      ) : (
        data && <Found preview={data} onSuggestion={onSuggestion} />
      )}
      {isFetching && (
        <Group gap="xs">
          <Loader size={14} />
          <Text size="sm" c="dimmed">
            Listing …
          </Text>
        </Group>
      )}
    </Stack>
  );
}

function Found({ preview, onSuggestion }: { preview: Preview; onSuggestion: Props["onSuggestion"] }) {
  const shown = pictures(preview);
  const { suggestion } = preview;
  return (
    <>
      <Text size="sm" fw={500} role="status" style={{ overflowWrap: "anywhere" }}>
        {preview.sentence}
      </Text>
      {suggestion && (
        <Group>
          <Button size="xs" onClick={() => onSuggestion(suggestion.field, suggestion.value)}>
            {suggestion.title}
          </Button>
        </Group>
      )}
      {shown.length > 0 && (
        <SimpleGrid cols={6} spacing={4}>
          {shown.map((row) => (
            <Image
              key={row.key}
              src={row.picture}
              alt={row.key}
              title={row.key}
              h={56}
              fit="cover"
              radius="sm"
            />
          ))}
        </SimpleGrid>
      )}
      {preview.rows.length > 0 && (
        <ScrollArea.Autosize
          mah={260}
          viewportProps={{ tabIndex: 0, role: "region", "aria-label": "First objects" }}
        >
          <Table fz="xs" verticalSpacing={2} horizontalSpacing={6} stickyHeader>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Object</Table.Th>
                <Table.Th>Size</Table.Th>
                <Table.Th>What happens</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {preview.rows.map((row) => (
                <Table.Tr key={row.key} c={row.match ? undefined : "dimmed"}>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>{row.key}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{bytes(row.size)}</Table.Td>
                  <Table.Td>{fate(row)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea.Autosize>
      )}
    </>
  );
}
