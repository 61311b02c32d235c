import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useRef } from "react";

export type Panel =
  | "failures"
  | "ignored"
  | "conflicts"
  | "history"
  | "dry run"
  | "verify"
  | "check"
  | "edit"
  | "delete";

const ITEMS: [panel: Panel, words: string][] = [
  ["dry run", "Dry run"],
  ["history", "History"],
  ["edit", "Edit"],
  ["check", "Check connection"],
];

/** What else can be done with a storage. */
export function CardMenu({ name, onOpen }: { name: string; onOpen: (panel: Panel) => void }) {
  const target = useRef<HTMLButtonElement>(null);
  // The item is gone when the dialog closes: the focus then comes back to what the menu hangs on.
  const open = (panel: Panel) => {
    target.current?.focus();
    onOpen(panel);
  };
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon ref={target} variant="default" size={30} aria-label={`More for ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {ITEMS.map(([panel, words]) => (
          <Menu.Item key={panel} onClick={() => open(panel)}>
            {words}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item color="red" onClick={() => open("delete")}>
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
