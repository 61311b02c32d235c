import { Button, Group, Text } from "@mantine/core";
import { count } from "@/ui/format";
import { countSelected, EVERYTHING, NOTHING } from "./selection";
import type { Rows } from "./useRows";

/** How many tasks are chosen, and what can be done with them. */
export function SelectionBar({ rows }: { rows: Rows }) {
  const chosen = countSelected(rows.selection, rows.total);
  return (
    <Group gap="xs" role="status">
      {chosen > 0 && (
        <>
          <Text size="sm">{count(chosen)} selected</Text>
          {chosen < rows.total && (
            <Button size="compact-xs" variant="subtle" onClick={() => rows.setSelection(EVERYTHING)}>
              Select all {count(rows.total)}
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={() => rows.setSelection(NOTHING)}>
            Clear
          </Button>
        </>
      )}
    </Group>
  );
}
