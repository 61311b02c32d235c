import { expect, test } from "vitest";
import { collision, combination, hotkeyStates } from "./hotkeyEdits";

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

test("states show what was changed", () => {
  const states = hotkeyStates({ "region:unselect": { key: "x", active: true } }, false);
  expect(states.find(({ action }) => action === "region:unselect")).toMatchObject({
    now: "x",
    changed: true,
  });
  expect(states.find(({ action }) => action === "annotation:submit")).toMatchObject({
    now: "ctrl+enter",
    changed: false,
  });
  expect(hotkeyStates({}, true).find(({ action }) => action === "annotation:submit")?.now).toBe(
    "command+enter",
  );
});

test("a key collides where both actions are there", () => {
  const states = hotkeyStates({ "region:lock": { key: "alt+l", active: false } }, false);
  expect(collision(states, "video:rewind", "ctrl+enter")?.action).toBe("annotation:submit");
  expect(collision(states, "annotation:skip", "left")?.action).toBe("ts:grow-left");
  expect(collision(states, "ts:grow-left", "alt+space")).toBeUndefined();
  expect(collision(states, "annotation:skip", "alt+l")).toBeUndefined();
  expect(collision(states, "annotation:submit", "ctrl+enter")).toBeUndefined();
});
