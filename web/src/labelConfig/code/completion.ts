// What the editor of a config offers while somebody types: tags, attributes, values, names of this very config and
// keys of the project's data.
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { ElementSpec } from "@codemirror/lang-xml";
import { TAGS, tagNamed } from "./tags";
import { allElements, attributeValue, parseElements } from "./xmlTree";

const DETAILS = { object: "shows data", control: "labels it", other: "" } as const;

/** The tags for lang-xml, which knows where in XML which of them may stand. */
export function elementSpecs(): ElementSpec[] {
  return TAGS.map(({ name, kind, attributes, children }) => ({
    name,
    top: name === "View",
    children: children ?? TAGS.filter((one) => !isInner(one.name)).map((one) => one.name),
    attributes: attributes.map((one) => ({ name: one.name, values: one.values })),
    completion: { detail: DETAILS[kind] },
  }));
}

/** Tags that only make sense inside a certain other one. */
const isInner = (name: string) =>
  ["Label", "Choice", "Shortcut", "Relation", "Channel", "Panel", "Bucket"].includes(name);

const option = (label: string, detail: string): Completion => ({ label, detail, type: "constant" });

/** Values that only this config or this project knows; undefined where lang-xml's own list stands. */
export function valuesFor(
  xml: string,
  tagName: string,
  attribute: string,
  dataKeys: readonly string[],
): Completion[] | undefined {
  const elements = allElements(parseElements(xml));
  const names = (kind: "object" | "control") =>
    elements
      .filter((one) => tagNamed(one.name)?.kind === kind)
      .flatMap((one) => {
        const name = attributeValue(one, "name");
        return name ? [option(name, one.name)] : [];
      });
  switch (attribute.toLowerCase()) {
    case "toname":
      return tagName.toLowerCase() === "filter" ? names("control") : names("object");
    case "whentagname":
      return names("control");
    case "value":
    case "valuelist":
    case "on":
      if (tagNamed(tagName)?.kind === "object" || ["header", "repeater"].includes(tagName.toLowerCase())) {
        return dataKeys.map((key) => option(`$${key}`, "data"));
      }
      return undefined;
    default:
      return undefined;
  }
}

/** Where an attribute's value is being typed: between its quotes. */
export function valueBefore(before: string): { tag: string; attribute: string; typed: string } | undefined {
  const found =
    /<([\w:.-]+)(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s+([\w:.-]+)\s*=\s*["']([^"'<]*)$/.exec(before);
  if (!found) return undefined;
  const [, tag = "", attribute = "", typed = ""] = found;
  return { tag, attribute, typed };
}

/** How far back a tag may begin: a bound for the search. */
const LOOK_BACK = 4000;

export const ownValues =
  (dataKeys: () => readonly string[]) =>
  (context: CompletionContext): CompletionResult | null => {
    const doc = context.state.doc;
    const place = valueBefore(doc.sliceString(Math.max(0, context.pos - LOOK_BACK), context.pos));
    if (place === undefined) return null;
    const options = valuesFor(doc.toString(), place.tag, place.attribute, dataKeys());
    if (options === undefined || options.length === 0) return null;
    // toName may name several, separated by commas.
    const typed = place.attribute.toLowerCase() === "toname" ? /[^,]*$/.exec(place.typed)?.[0] : place.typed;
    return { from: context.pos - (typed ?? "").length, options, validFor: /^[^"',<]*$/ };
  };
