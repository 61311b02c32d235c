import { ScrollArea, Table, Text, VisuallyHidden } from "@mantine/core";
import { plural } from "@/ui/format";
import classes from "./Comparison.module.css";
import { type DiffPart, folded, sideBySide } from "./diff";

interface Props {
  ours: string;
  theirs: string;
}

/** Both sides of a conflict; lines that differ carry a sign and a colour. */
export function Comparison({ ours, theirs }: Props) {
  const parts = folded(sideBySide(ours, theirs));
  return (
    <ScrollArea.Autosize
      mah={420}
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": "Comparison of both sides" }}
    >
      <Table className={classes.table} layout="fixed" withColumnBorders>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Ours: what would be written</Table.Th>
            <Table.Th>Theirs: what stands there</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {parts.map((part, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
            <Line key={i} part={part} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

function Line({ part }: { part: DiffPart }) {
  if ("hidden" in part) {
    return (
      <Table.Tr>
        <Table.Td colSpan={2}>
          <Text size="xs" c="dimmed">
            {plural(part.hidden, "equal line")}
          </Text>
        </Table.Td>
      </Table.Tr>
    );
  }
  return (
    <Table.Tr>
      <Side text={part.ours} sign={part.same ? "" : "−"} words="only ours: " className={classes.ours} />
      <Side text={part.theirs} sign={part.same ? "" : "+"} words="only theirs: " className={classes.theirs} />
    </Table.Tr>
  );
}

function Side({
  text,
  sign,
  words,
  className,
}: {
  text: string | null;
  sign: string;
  words: string;
  className: string | undefined;
}) {
  if (text === null) return <Table.Td />;
  if (sign === "") return <Table.Td>{text}</Table.Td>;
  return (
    <Table.Td className={className}>
      <span aria-hidden>{sign} </span>
      <VisuallyHidden>{words}</VisuallyHidden>
      {text}
    </Table.Td>
  );
}
