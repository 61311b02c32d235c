import { expect, it } from "vitest";
import { elementSpecs, valueBefore, valuesFor } from "./completion";
import { labelTagOf, TAGS, tagNamed } from "./tags";

it("knows each tag once, with attributes that have names", () => {
  expect(new Set(TAGS.map((tag) => tag.name)).size).toBe(TAGS.length);
  for (const { name, attributes, children } of TAGS) {
    expect(new Set(attributes.map((one) => one.name)).size, name).toBe(attributes.length);
    for (const one of attributes) expect(one.name, name).toMatch(/^[a-zA-Z]+$/);
    for (const child of children ?? []) expect(tagNamed(child), child).toBeDefined();
  }
  expect(tagNamed("rectanglelabels")?.attributes).toContainEqual({ name: "toName", values: [] });
  expect(tagNamed("Choices")?.attributes).toContainEqual({
    name: "choice",
    values: ["single", "single-radio", "multiple"],
  });
});

it("knows whose labels are picked from", () => {
  expect(labelTagOf("BrushLabels")).toBe("Label");
  expect(labelTagOf("taxonomy")).toBe("Choice");
  expect(labelTagOf("Choice")).toBeUndefined();
  expect(labelTagOf("Image")).toBeUndefined();
});

it("offers labels only where they may stand", () => {
  const specs = new Map(elementSpecs().map((spec) => [spec.name, spec]));
  expect(specs.get("View")?.children).toContain("RectangleLabels");
  expect(specs.get("View")?.children).not.toContain("Label");
  expect(specs.get("RectangleLabels")?.children).toEqual(["Label"]);
  expect(specs.get("Image")?.children).toEqual([]);
});

it("finds the value that is being typed", () => {
  expect(valueBefore('<View><Image name="i" value="$im')).toEqual({
    tag: "Image",
    attribute: "value",
    typed: "$im",
  });
  expect(valueBefore('<View>\n<Labels\n  name="l"\n  toName="')).toEqual({
    tag: "Labels",
    attribute: "toName",
    typed: "",
  });
  expect(valueBefore('<Image name="i" ')).toBeUndefined();
  expect(valueBefore('<Image name="i"/>text="')).toBeUndefined();
});

it("offers names of this config and keys of the project's data", () => {
  const xml = '<View><Image name="img" value="$image"/><Choices name="kind" toName=""/></View>';
  const labels = (tag: string, attribute: string) =>
    valuesFor(xml, tag, attribute, ["image", "text"])?.map((one) => one.label);
  expect(labels("Choices", "toName")).toEqual(["img"]);
  expect(labels("Filter", "toname")).toEqual(["kind"]);
  expect(labels("Choices", "whenTagName")).toEqual(["kind"]);
  expect(labels("Image", "value")).toEqual(["$image", "$text"]);
  expect(labels("Label", "value")).toBeUndefined();
  expect(labels("Choices", "choice")).toBeUndefined();
});
