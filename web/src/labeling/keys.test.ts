import { expect, test } from "vitest";
import { keyWords, labelingKeys } from "./keys";

const titles = (config: string) => labelingKeys(config, null, false).map(({ title }) => title);

test("keys are written as they stand on keyboards", () => {
  expect(keyWords("ctrl+shift+z")).toBe("Ctrl Shift Z");
  expect(keyWords("alt+left")).toBe("Alt ←");
  expect(keyWords("ctrl++")).toBe("Ctrl +");
  expect(keyWords("command+enter")).toBe("⌘ Enter");
});

test("only what the config knows has keys", () => {
  expect(titles('<View><Text name="t" value="$t"/></View>')).toEqual(["Task", "Regions", "Help"]);
  expect(titles('<View><Video name="v" value="$v"/></View>')).toContain("Video frames");
  expect(titles('<View><Audio name="a" value="$a"/></View>')).not.toContain("Video frames");
  expect(titles('<View><Image name="i" valueList="$i"/></View>')).toContain("Several pages or pictures");
});

test("the account's own keys are shown, and what it turned off is not", () => {
  const custom = {
    "annotation:submit": { key: "shift+enter", active: true },
    "annotation:skip": { key: "ctrl+space", active: false },
  };
  const [task] = labelingKeys("<View/>", custom, false);
  expect(task?.rows).toContainEqual([["Shift Enter"], "Submit or update"]);
  expect(task?.rows.map(([, does]) => does)).not.toContain("Skip the task");
});
