import { ActionIcon, Group, Menu, Tabs, Text, Tooltip } from "@mantine/core";
import {
  IconArrowLeft,
  IconArrowRight,
  IconChevronDown,
  IconCopy,
  IconPencil,
  IconPlus,
  IconTrash,
} from "@tabler/icons-react";
import { type DragEvent, type KeyboardEvent, useState } from "react";
import { sentenceOf } from "@/api/errors";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { notify } from "@/ui/notices";
import { moved } from "../columnPrefs";
import classes from "../data.module.css";
import { tabValue, titleOf } from "./look";
import { RenameDialog } from "./RenameDialog";
import type { OpenTab } from "./useTab";

const DRAGGED = "application/x-millrace-tab";

interface Props {
  tab: OpenTab;
  mayManage: boolean;
}

/** One tab for each view. Managers rename, copy, move and delete them. */
export function TabsBar({ tab, mayManage }: Props) {
  const [renaming, setRenaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { views, id, look } = tab;
  const ids = views.map((view) => view.id);
  const place = id === undefined ? -1 : ids.indexOf(id);

  const attempt = async (title: string, act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      notify({ color: "red", title, message: sentenceOf(error) });
    }
  };
  const opening = (title: string, make: () => Promise<{ id: number }>) =>
    void attempt(title, async () => tab.open((await make()).id));
  const move = (dragged: number, target: number | undefined) => {
    if (target === undefined || dragged === target) return;
    // The first tab of an address without one would be another.
    if (id !== undefined) tab.keepOpen(id);
    void attempt("The tab was not moved", () => tab.store.order(moved(ids, dragged, target)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!mayManage || id === undefined) return;
    const step = event.altKey ? { ArrowLeft: -1, ArrowRight: 1 }[event.key] : undefined;
    if (step !== undefined) move(id, ids[place + step]);
    else if (event.key === "F2") setRenaming(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const draggable = (one: number) => ({
    draggable: true,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData(DRAGGED, String(one)),
    onDragOver: (event: DragEvent) => {
      if (event.dataTransfer.types.includes(DRAGGED)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const dragged = Number(event.dataTransfer.getData(DRAGGED));
      if (!ids.includes(dragged)) return;
      event.preventDefault();
      move(dragged, one);
    },
  });
  const shown = views.length > 0 ? views.map((view) => ({ id: view.id, title: titleOf(view.data) })) : [tab];

  return (
    <Group gap={4} wrap="nowrap" mb="xs">
      <Tabs.List className={classes.tabList} aria-label="Tabs" onKeyDownCapture={onKeyDown}>
        {shown.map((one) => (
          <Tabs.Tab
            key={one.id ?? 0}
            value={tabValue(one.id)}
            onDoubleClick={() => mayManage && setRenaming(true)}
            {...(mayManage && one.id !== undefined && draggable(one.id))}
          >
            <Text span inherit truncate maw={220} display="block">
              {one.title}
            </Text>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {mayManage && (
        <>
          <Menu position="bottom-start">
            <Menu.Target>
              <ActionIcon variant="subtle" color="gray" aria-label={`Change the tab “${tab.title}”`}>
                <IconChevronDown size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setRenaming(true)}>
                Rename
              </Menu.Item>
              <Menu.Item
                leftSection={<IconCopy size={16} aria-hidden />}
                disabled={look === undefined}
                onClick={() => look && opening("The tab was not copied", () => tab.store.duplicate(id, look))}
              >
                Duplicate
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowLeft size={16} aria-hidden />}
                disabled={id === undefined || place <= 0}
                onClick={() => id !== undefined && move(id, ids[place - 1])}
              >
                Move to the left
              </Menu.Item>
              <Menu.Item
                leftSection={<IconArrowRight size={16} aria-hidden />}
                disabled={id === undefined || place >= ids.length - 1}
                onClick={() => id !== undefined && move(id, ids[place + 1])}
              >
                Move to the right
              </Menu.Item>
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                disabled={id === undefined}
                onClick={() => setDeleting(true)}
              >
                Delete
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Tooltip label="Add a tab">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label="Add a tab"
              onClick={() => opening("The tab was not added", () => tab.store.add())}
            >
              <IconPlus size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <RenameDialog
            title={tab.title}
            opened={renaming}
            onClose={() => setRenaming(false)}
            rename={(title) => tab.store.rename(id, title)}
          />
          <ConfirmDialog
            title={`Delete the tab “${tab.title}”?`}
            opened={deleting}
            onClose={() => setDeleting(false)}
            action="Delete the tab"
            run={async () => {
              if (id === undefined) return;
              const next = ids[place + 1] ?? ids[place - 1];
              await tab.store.remove(id);
              tab.open(next);
            }}
          >
            <Text size="sm">Its columns, order and filters go for everybody. The tasks stay.</Text>
          </ConfirmDialog>
        </>
      )}
    </Group>
  );
}
