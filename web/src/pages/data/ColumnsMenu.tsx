import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  NativeSelect,
  NumberInput,
  Popover,
  ScrollArea,
  Stack,
} from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import {
  type ColumnPrefs,
  isShown,
  moved,
  NARROWEST,
  NO_PREFS,
  orderOf,
  SHOWN_AS,
  type ShownAs,
  shownAs,
  WIDEST,
  withShown,
  withShownAs,
} from "./columnPrefs";
import { type Column, dataKeyOf } from "./columns";

const WORDS: Record<ShownAs, string> = { Text: "Text", Image: "Picture", Number: "Number" };
const CHOICES = SHOWN_AS.map((value) => ({ value, label: WORDS[value] }));

interface Props {
  columns: Column[];
  prefs: ColumnPrefs;
  onPrefs: (prefs: ColumnPrefs) => void;
}

/** Chooses, orders and sizes the columns of a tab, and how those of the data are shown. */
export function ColumnsMenu({ columns, prefs, onPrefs }: Props) {
  const order = orderOf(columns, prefs);
  const byId = new Map(columns.map((column) => [column.id, column]));
  return (
    <Popover position="bottom-end" width="min(440px, calc(100vw - 24px))" trapFocus returnFocus shadow="md">
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
                    {dataKeyOf(id) !== undefined && (
                      <NativeSelect
                        size="xs"
                        w={88}
                        aria-label={`Show ${column.title} as`}
                        data={CHOICES}
                        value={shownAs(prefs, id)}
                        onChange={({ currentTarget }) => {
                          const as = SHOWN_AS.find((one) => one === currentTarget.value);
                          if (as) onPrefs(withShownAs(prefs, id, as));
                        }}
                      />
                    )}
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
