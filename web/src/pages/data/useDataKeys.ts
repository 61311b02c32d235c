// The keys of the data manager that hold wherever the focus is, except in fields.
import { type HotkeyItem, useHotkeys } from "@mantine/hooks";
import type { RefObject } from "react";
import type { Rows } from "./useRows";

interface Targets {
  rows: Rows;
  searchBox: RefObject<HTMLInputElement | null>;
  onKeys: () => void;
  onClose: () => void;
}

/** Dialogs, menus and fields have their own keys; a checkbox has not. */
const free = () =>
  document.querySelector("[role=dialog], [role=menu]") === null &&
  !document.activeElement?.matches("select, textarea, [contenteditable], input:not([type=checkbox])");

export function useDataKeys({ rows, searchBox, onKeys, onClose }: Targets): void {
  const focusRows = () =>
    document.querySelector<HTMLElement>("#main [role=grid]")?.focus({ preventScroll: true });
  const move = (step: number) => {
    if (!free() || rows.total === 0) return;
    rows.moveTo(rows.cursor < 0 ? 0 : Math.min(rows.total - 1, Math.max(0, rows.cursor + step)));
    focusRows();
  };
  const search = () => {
    if (free()) searchBox.current?.select();
  };
  const keys = () => {
    if (free()) onKeys();
  };
  const keysOfPage: HotkeyItem[] = [
    ["j", () => move(1)],
    ["k", () => move(-1)],
    ["x", () => free() && rows.cursor >= 0 && rows.choose(rows.cursor, false)],
    ["shift+x", () => free() && rows.cursor >= 0 && rows.choose(rows.cursor, true)],
    // On some keyboards these need Shift.
    ["/", search],
    ["shift+/", search],
    ["?", keys],
    ["shift+?", keys],
    [
      "Escape",
      () => {
        if (!free()) return;
        onClose();
        focusRows();
      },
    ],
  ];
  // `free` looks at the fields.
  useHotkeys(keysOfPage, []);
}
