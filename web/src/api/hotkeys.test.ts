import { expect, test } from "vitest";
import { HOTKEYS, hotkeyStates, keymapOf, readCustomHotkeys } from "./hotkeys";

test("each action stands in the table once", () => {
  expect(new Set(HOTKEYS.map(({ action }) => action)).size).toBe(HOTKEYS.length);
});

test("what the server keeps is read, and what is no hotkey is left out", () => {
  expect(
    readCustomHotkeys({
      "a:b": { key: "x" },
      "c:d": { key: "y", active: false },
      "e:f": { key: 3 },
      g: null,
    }),
  ).toEqual({ "a:b": { key: "x", active: true }, "c:d": { key: "y", active: false } });
  for (const none of [null, undefined, "text", 3, []]) expect(readCustomHotkeys(none)).toEqual({});
});

test("the editor is given the changed keys of actions it knows", () => {
  expect(
    keymapOf({
      "region:unselect": { key: "shift+u", active: true },
      "region:cycle": { key: "alt+.", active: false },
      "data_manager:next": { key: "j", active: true },
    }),
  ).toEqual({
    "region:unselect": { key: "shift+u", description: "Unselect the region" },
    "region:cycle": { key: null, description: "Next region" },
  });
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
