// The keys of the labeling editor: its actions under the names it gives them, and what an account changed of them.
// The account page changes them; the labeling page hands keymapOf(me.custom_hotkeys) to the editor.

export interface Hotkey {
  /** "section:action", the editor's name. */
  action: string;
  group: string;
  label: string;
  key: string;
  /** Where it is another one on a Mac. */
  mac?: string;
}

const MAC = /^Mac/.test(navigator.platform);

const of = (group: string, rows: [action: string, label: string, key: string, mac?: string][]): Hotkey[] =>
  rows.map(([action, label, key, mac]) => ({ action, group, label, key, mac }));

export const HOTKEYS: readonly Hotkey[] = [
  ...of("Task", [
    ["annotation:submit", "Submit or update", "ctrl+enter", "command+enter"],
    ["annotation:skip", "Skip the task", "ctrl+space", "alt+enter"],
    ["annotation:undo", "Undo", "ctrl+z", "command+z"],
    ["annotation:redo", "Redo", "ctrl+shift+z", "command+shift+z"],
  ]),
  ...of("Regions", [
    ["region:delete", "Delete the region", "backspace"],
    ["region:delete-all", "Delete all regions", "ctrl+backspace", "command+backspace"],
    ["region:duplicate", "Duplicate the region", "ctrl+d", "command+d"],
    ["region:cycle", "Next region", "alt+."],
    ["region:focus", "Go to the region's first field", "enter"],
    ["region:relation", "Relate it to another region", "alt+r"],
    ["region:visibility", "Hide or show the region", "alt+h"],
    ["region:lock", "Lock the region", "alt+l"],
    ["region:meta", "Note something about the region", "alt+m"],
    ["region:unselect", "Unselect the region", "u"],
    ["region:exit", "Leave relating, unselect", "escape"],
  ]),
  ...of("Sound and video", [
    ["media:playpause", "Play or pause", "alt+space"],
    ["media:step-backward", "A step back", "alt+left"],
    ["media:step-forward", "A step forward", "alt+right"],
    ["audio:back", "One second back", "ctrl+b", "command+b"],
  ]),
  ...of("Video frames", [
    ["video:backward", "A frame back", "alt+left"],
    ["video:forward", "A frame forward", "shift+alt+right"],
    ["video:hop-backward", "Hop back", "shift+alt+left"],
    ["video:keyframe-backward", "Previous keyframe", "ctrl+alt+left"],
    ["video:keyframe-forward", "Next keyframe", "ctrl+alt+right"],
    ["video:rewind", "First frame", "shift+ctrl+alt+left"],
    ["video:fastforward", "Last frame", "shift+ctrl+alt+right"],
  ]),
  ...of("Time series", [
    ["ts:grow-left", "Grow the region to the left", "left"],
    ["ts:grow-right", "Grow the region to the right", "right"],
    ["ts:shrink-left", "Shrink it from the left", "alt+left"],
    ["ts:shrink-right", "Shrink it from the right", "alt+right"],
  ]),
  ...of("Several pages or pictures", [
    ["repeater:previous-page", "Previous page", "alt+left"],
    ["repeater:next-page", "Next page", "alt+right"],
    ["image:prev", "Previous picture", "ctrl+left", "command+left"],
    ["image:next", "Next picture", "ctrl+right", "command+right"],
  ]),
];

/** What an account changed of one action. */
export interface CustomHotkey {
  key: string;
  active: boolean;
}
export type CustomHotkeys = Record<string, CustomHotkey>;

/** The server keeps them as they were sent; what is none is left out. */
export function readCustomHotkeys(value: unknown): CustomHotkeys {
  const found: CustomHotkeys = {};
  if (typeof value !== "object" || value === null) return found;
  for (const [action, entry] of Object.entries(value)) {
    if (typeof entry !== "object" || entry === null) continue;
    const { key, active } = entry as { key?: unknown; active?: unknown };
    if (typeof key === "string") found[action] = { key, active: active !== false };
  }
  return found;
}

/** For the editor's option `keymap`: only what was changed; no key for what was turned off. */
export function keymapOf(custom: unknown): Record<string, { key: string | null; description: string }> {
  const labels = new Map(HOTKEYS.map(({ action, label }) => [action, label]));
  const keymap: Record<string, { key: string | null; description: string }> = {};
  for (const [action, { key, active }] of Object.entries(readCustomHotkeys(custom))) {
    const description = labels.get(action);
    if (description !== undefined) keymap[action] = { key: active ? key : null, description };
  }
  return keymap;
}

const defaultKey = (hotkey: Hotkey, mac: boolean): string => (mac && hotkey.mac) || hotkey.key;

/** A key as it is for one account. */
export interface HotkeyState extends Hotkey {
  now: string;
  active: boolean;
  changed: boolean;
}

/** All keys, as an account changed them and as this computer has them. */
export function hotkeyStates(custom: CustomHotkeys, mac = MAC): HotkeyState[] {
  return HOTKEYS.map((hotkey) => {
    const own = custom[hotkey.action];
    const usual = defaultKey(hotkey, mac);
    return {
      ...hotkey,
      now: own?.key ?? usual,
      active: own?.active ?? true,
      changed: own !== undefined && (own.key !== usual || !own.active),
    };
  });
}
