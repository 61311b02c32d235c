import { expect, test } from "vitest";
import { type Format, type FormatName, takesFiles, titleOf, whyNot } from "./formats";

const format = (name: Format["name"], disabled = false): Format => ({
  name,
  title: `Title of ${name}`,
  description: "",
  link: "",
  ...(disabled && { disabled }),
});

test("a format that does not fit says what it needs", () => {
  expect(whyNot(format("VOC"))).toBeUndefined();
  expect(whyNot(format("VOC", true))).toBe(
    "Does not fit the label config: it needs boxes with labels on one image per task.",
  );
  expect(whyNot(format("CSV", true))).toBe("Does not fit the label config.");
});

test("only formats that leave it open ask for the files", () => {
  const names: FormatName[] = ["VOC", "COCO", "COCO_WITH_IMAGES", "ASR_MANIFEST"];
  expect(names.filter(takesFiles)).toEqual(["VOC", "ASR_MANIFEST"]);
});

test("formats go by their titles", () => {
  expect(titleOf([format("VOC")], "VOC")).toBe("Title of VOC");
  expect(titleOf([], "VOC")).toBe("VOC");
});
