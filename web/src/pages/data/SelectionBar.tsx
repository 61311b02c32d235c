import { Button, Group, Menu, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { count, plural } from "@/ui/format";
import { notify } from "@/ui/notices";
import { ACTIONS, type Action, runAction } from "./actions";
import { countSelected, EVERYTHING, NOTHING } from "./selection";
import { isNarrowed, type TaskList } from "./tasksQuery";
import type { Rows } from "./useRows";

interface Props {
  rows: Rows;
  list: TaskList;
  mayManage: boolean;
  /** The tasks are no longer what they were. */
  onChanged: () => void;
}

/** Which tasks "all" are. */
function narrowed(list: TaskList): string {
  if (!isNarrowed(list)) return "of the project";
  const filtered = list.filters.items.length > 0 ? ["that the filters let through"] : [];
  const held = list.search ? [`that hold “${list.search}”`] : [];
  return [...filtered, ...held].join(" and ");
}

/** How many tasks are chosen, and what can be done with them. */
export function SelectionBar({ rows, list, mayManage, onChanged }: Props) {
  const [asked, setAsked] = useState<Action>();
  const [open, setOpen] = useState(false);
  const chosen = countSelected(rows.selection, rows.total);
  const ask = (action: Action) => {
    setAsked(action);
    setOpen(true);
  };
  return (
    <Group gap="xs">
      <Text size="sm" role="status">
        {chosen > 0 && `${count(chosen)} selected`}
      </Text>
      {chosen > 0 && (
        <>
          {chosen < rows.total && (
            <Button size="compact-xs" variant="subtle" onClick={() => rows.setSelection(EVERYTHING)}>
              Select all {count(rows.total)}
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" onClick={() => rows.setSelection(NOTHING)}>
            Clear
          </Button>
          {mayManage && (
            <Menu position="bottom-start">
              <Menu.Target>
                <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                  Actions
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                {ACTIONS.map((action) => (
                  <Menu.Item
                    key={action.id}
                    color={action.danger ? "red" : undefined}
                    onClick={() => ask(action)}
                  >
                    {action.title}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      )}
      {asked && (
        <ConfirmDialog
          title={asked.question(chosen)}
          opened={open}
          onClose={() => setOpen(false)}
          action={asked.button(chosen)}
          danger={asked.danger}
          confirm={asked.danger && rows.selection.all ? "delete" : undefined}
          run={async () => {
            const said = await runAction(list, asked, rows.selection);
            notify({ title: asked.title, message: said });
            rows.setSelection(NOTHING);
            onChanged();
          }}
        >
          <Text size="sm" fw={600}>
            {rows.selection.all
              ? `${count(chosen)} of the ${plural(rows.total, "task")} ${narrowed(list)}.`
              : `The ${plural(chosen, "selected task")}.`}
          </Text>
          <Text size="sm">{asked.consequence}</Text>
        </ConfirmDialog>
      )}
    </Group>
  );
}
