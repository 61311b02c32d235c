// Changing the editor's keys: which combination was pressed, what it is called, what it collides with.
import type { HotkeyState } from "@/api/hotkeys";

export interface Press {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

const NAMES: Record<string, string> = {
  " ": "space",
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageup",
  PageDown: "pagedown",
};
const MODIFIERS = [
  "Control",
  "Shift",
  "Alt",
  "Meta",
  "AltGraph",
  "CapsLock",
  "Dead",
  "Process",
  "Unidentified",
];

/** The combination in the editor's spelling ("ctrl+shift+z"); null while only modifiers are held. */
export function combination(press: Press): string | null {
  if (MODIFIERS.includes(press.key)) return null;
  // Letters and digits by their place: Alt makes other characters of them on some keyboards.
  const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
  const name = place ? (place[1] ?? place[2] ?? "") : (NAMES[press.key] ?? press.key);
  return [
    press.ctrlKey && "ctrl",
    press.metaKey && "command",
    press.altKey && "alt",
    press.shiftKey && "shift",
    name.toLowerCase(),
  ]
    .filter(Boolean)
    .join("+");
}

/** These are there whatever is labeled; the others only with their kind of data. */
const ALWAYS = ["Task", "Regions"];

/** The active action that has this key already where `action` is used too. */
export function collision(states: HotkeyState[], action: string, key: string): HotkeyState | undefined {
  const mine = states.find((state) => state.action === action);
  return states.find(
    (other) =>
      other.action !== action &&
      other.active &&
      other.now === key &&
      (other.group === mine?.group ||
        ALWAYS.includes(other.group) ||
        (mine !== undefined && ALWAYS.includes(mine.group))),
  );
}
