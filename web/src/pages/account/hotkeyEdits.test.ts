import { expect, test } from "vitest";
import { hotkeyStates } from "@/api/hotkeys";
import { collision, combination } from "./hotkeyEdits";

const press = (
  key: string,
  code: string,
  held: Partial<Record<"ctrl" | "meta" | "alt" | "shift", boolean>> = {},
) =>
  combination({
    key,
    code,
    ctrlKey: held.ctrl ?? false,
    metaKey: held.meta ?? false,
    altKey: held.alt ?? false,
    shiftKey: held.shift ?? false,
  });

test("presses are spelled as the editor spells them", () => {
  expect(press("Z", "KeyZ", { ctrl: true, shift: true })).toBe("ctrl+shift+z");
  expect(press("®", "KeyR", { alt: true })).toBe("alt+r");
  expect(press("ArrowLeft", "ArrowLeft", { alt: true })).toBe("alt+left");
  expect(press(" ", "Space")).toBe("space");
  expect(press("Enter", "Enter", { meta: true })).toBe("command+enter");
  expect(press("Control", "ControlLeft", { ctrl: true })).toBeNull();
});

test("a key collides where both actions are there", () => {
  const states = hotkeyStates({ "region:lock": { key: "alt+l", active: false } }, false);
  expect(collision(states, "video:rewind", "ctrl+enter")?.action).toBe("annotation:submit");
  expect(collision(states, "annotation:skip", "left")?.action).toBe("ts:grow-left");
  expect(collision(states, "ts:grow-left", "alt+space")).toBeUndefined();
  expect(collision(states, "annotation:skip", "alt+l")).toBeUndefined();
  expect(collision(states, "annotation:submit", "ctrl+enter")).toBeUndefined();
});
