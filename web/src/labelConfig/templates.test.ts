import { expect, it } from "vitest";
import { findTemplates } from "./templates";

const template = (title: string, group: string, config = "<View/>") => ({
  title,
  group,
  config,
  type: "community",
  details: "",
  sample: {},
});
const library = {
  groups: ["Images", "Text"],
  templates: [
    template("Names in text", "Text"),
    template("Boxes around objects", "Images", "<View><RectangleLabels/></View>"),
    template("Kind of image", "Images"),
  ],
};

it("keeps the order of the groups", () => {
  expect(findTemplates(library, "").map(({ name, templates }) => [name, templates.length])).toEqual([
    ["Images", 2],
    ["Text", 1],
  ]);
});

it("finds by words of title, group and tags in any order, and leaves empty groups out", () => {
  expect(findTemplates(library, "text NAMES").flatMap((group) => group.templates)).toHaveLength(1);
  expect(findTemplates(library, "rectanglelabels")[0]?.templates[0]?.title).toBe("Boxes around objects");
  expect(findTemplates(library, "nothing like it")).toEqual([]);
});
