// The keys that do something while a task of this config is labeled, as this account has them.
import { hotkeyStates, readCustomHotkeys } from "@/api/hotkeys";
import type { KeyGroup } from "@/ui/KeysDialog";

/** Groups of keys that only some tags know. */
const NEEDS: Readonly<Record<string, RegExp>> = {
  "Sound and video": /<(Audio|AudioPlus|Video|Paragraphs)\b/,
  "Video frames": /<Video\b/,
  "Time series": /<TimeSeries\b/,
  "Several pages or pictures": /<(Repeater|Pagination)\b|\bvalueList=/,
};

const NAMES: Readonly<Record<string, string>> = {
  left: "←",
  right: "→",
  up: "↑",
  down: "↓",
  escape: "Esc",
  command: "⌘",
  pageup: "Page Up",
  pagedown: "Page Down",
};

/** "ctrl+shift+z" → "Ctrl Shift Z". */
export const keyWords = (key: string): string =>
  key
    .split(/\+(?=.)/)
    .map((part) => NAMES[part] ?? part.charAt(0).toUpperCase() + part.slice(1))
    .join(" ");

export function labelingKeys(config: string, custom: unknown, mac?: boolean): KeyGroup[] {
  const groups = new Map<string, [string[], string][]>();
  for (const { group, label, now, active } of hotkeyStates(readCustomHotkeys(custom), mac)) {
    if (!active || NEEDS[group]?.test(config) === false) continue;
    groups.set(group, [...(groups.get(group) ?? []), [[keyWords(now)], label]]);
  }
  return [
    ...[...groups].map(([title, rows]) => ({ title, rows })),
    { title: "Help", rows: [[["?"], "These keys"]] },
  ];
}
