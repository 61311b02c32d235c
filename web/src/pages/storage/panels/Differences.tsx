import { ScrollArea, Table } from "@mantine/core";
import type { Schemas } from "@/api/client";

/** What differs between a target and what was written there. */
export function Differences({ differences }: { differences: readonly Schemas["JobDifference"][] }) {
  if (differences.length === 0) return null;
  return (
    <ScrollArea.Autosize
      mah={420}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Differences" }}
    >
      <Table fz="sm" verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Object</Table.Th>
            <Table.Th>What differs</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ key, what }) => (
            <Table.Tr key={`${key} ${what}`}>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{key}</Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
