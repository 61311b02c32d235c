import { ActionIcon, Button, Checkbox, Group, NumberInput, Popover, ScrollArea, Stack } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import {
  type ColumnPrefs,
  isShown,
  moved,
  NARROWEST,
  NO_PREFS,
  orderOf,
  WIDEST,
  withShown,
} from "./columnPrefs";
import type { Column } from "./columns";

interface Props {
  columns: Column[];
  prefs: ColumnPrefs;
  onPrefs: (prefs: ColumnPrefs) => void;
}

/** Chooses, orders and sizes the columns of a tab. */
export function ColumnsMenu({ columns, prefs, onPrefs }: Props) {
  const order = orderOf(columns, prefs);
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <Popover position="bottom-end" width={360} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={16} aria-hidden />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <ScrollArea.Autosize mah={420} type="auto" offsetScrollbars>
          <Stack gap={4}>
            {order.map((id, place) => {
              const column = byId.get(id);
              const before = order[place - 1];
              const after = order[place + 1];
              return (
                column && (
                  <Group key={id} gap={4} wrap="nowrap">
                    <Checkbox
                      size="sm"
                      label={column.title}
                      checked={isShown(column, prefs)}
                      onChange={(event) =>
                        onPrefs(withShown(columns, prefs, id, event.currentTarget.checked))
                      }
                      style={{ flex: 1, minWidth: 0, overflow: "hidden" }}
                    />
                    <NumberInput
                      size="xs"
                      w={76}
                      aria-label={`Width of ${column.title}`}
                      suffix=" px"
                      step={20}
                      min={NARROWEST}
                      max={WIDEST}
                      value={prefs.widths[id] ?? column.width}
                      onChange={(width) => {
                        if (typeof width === "number" && width >= NARROWEST && width <= WIDEST)
                          onPrefs({ ...prefs, widths: { ...prefs.widths, [id]: width } });
                      }}
                    />
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${column.title} to the left`}
                      disabled={before === undefined}
                      onClick={() => before && onPrefs({ ...prefs, order: moved(order, id, before) })}
                    >
                      <IconArrowUp size={16} aria-hidden />
                    </ActionIcon>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={`Move ${column.title} to the right`}
                      disabled={after === undefined}
                      onClick={() => after && onPrefs({ ...prefs, order: moved(order, id, after) })}
                    >
                      <IconArrowDown size={16} aria-hidden />
                    </ActionIcon>
                  </Group>
                )
              );
            })}
          </Stack>
        </ScrollArea.Autosize>
        <Button mt="sm" size="xs" variant="subtle" onClick={() => onPrefs(NO_PREFS)}>
          As at first
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
