import { ScrollArea, Table, Text } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { unlisted } from "./verifyWords";

interface Props {
  /** The first of them. */
  differences: readonly Schemas["JobDifference"][];
  /** How many there are. */
  whole: number;
}

/** What differs between a target and what was written there. */
export function Differences({ differences, whole }: Props) {
  if (differences.length === 0) return null;
  const more = unlisted(differences.length, whole);
  return (
    <>
      {more && <Text size="sm">{more}</Text>}
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
    </>
  );
}
