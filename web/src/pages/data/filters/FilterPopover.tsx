import { Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";

interface Props {
  target: (toggle: () => void) => ReactNode;
  editor: (close: () => void) => ReactNode;
}

/** A button with a filter's fields below it. */
export function FilterPopover({ target, editor }: Props) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={300}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>{target(() => setOpened(!opened))}</Popover.Target>
      <Popover.Dropdown>{editor(() => setOpened(false))}</Popover.Dropdown>
    </Popover>
  );
}
