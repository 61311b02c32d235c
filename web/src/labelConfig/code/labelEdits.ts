// The commonest edits of a label config without writing XML: which labels there are, in which order and colour.
import { labelTagOf } from "./tags";
import {
  allElements,
  attributeValue,
  escapeXml,
  parseElements,
  replaceRange,
  setAttribute,
  type XmlElement,
} from "./xmlTree";

export interface LabelEntry {
  value: string;
  /** Of a Label its background; undefined where the editor chooses. */
  color?: string;
  hotkey?: string;
}

/** A control tag with the labels or choices a person picks from. */
export interface LabelGroup {
  /** Counts in the config; names the group for an edit. */
  index: number;
  tag: string;
  name: string;
  child: "Label" | "Choice";
  entries: LabelEntry[];
}

export type LabelEdit =
  | { kind: "add"; value: string }
  | { kind: "rename"; at: number; value: string }
  | { kind: "color"; at: number; color: string | undefined }
  | { kind: "hotkey"; at: number; hotkey: string | undefined }
  | { kind: "move"; at: number; to: number }
  | { kind: "remove"; at: number };

const sameName = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

interface Found {
  element: XmlElement;
  child: "Label" | "Choice";
  labels: XmlElement[];
}

/** Controls with fixed labels; those whose labels come with the task's data have none to edit. */
function findGroups(xml: string): Found[] {
  return allElements(parseElements(xml)).flatMap((element) => {
    const child = labelTagOf(element.name);
    if (child === undefined || attributeValue(element, "value")?.startsWith("$")) return [];
    return { element, child, labels: element.children.filter((one) => sameName(one.name, child)) };
  });
}

export function readGroups(xml: string): LabelGroup[] {
  return findGroups(xml).map(({ element, child, labels }, index) => ({
    index,
    tag: element.name,
    name: attributeValue(element, "name") ?? "",
    child,
    entries: labels.map((label) => ({
      value: attributeValue(label, "value") ?? "",
      color: attributeValue(label, "background"),
      hotkey: attributeValue(label, "hotkey"),
    })),
  }));
}

/** White space from the line's begin to `at`; undefined if something else stands there. */
function indentBefore(xml: string, at: number): string | undefined {
  return /\n([ \t]*)$/.exec(xml.slice(0, at))?.[1];
}

function addLabel(xml: string, { element, child, labels }: Found, value: string): string {
  const text = `<${child} value="${escapeXml(value)}"/>`;
  const last = labels.at(-1);
  if (last !== undefined) {
    const indent = indentBefore(xml, last.from);
    return replaceRange(xml, last.to, last.to, indent === undefined ? text : `\n${indent}${text}`);
  }
  const outer = indentBefore(xml, element.from) ?? "";
  const inside = `\n${outer}  ${text}\n${outer}`;
  if (element.inner === undefined) {
    const end = xml.slice(0, element.to).lastIndexOf("/");
    const open = xml.slice(element.from, end).trimEnd();
    return replaceRange(xml, element.from, element.to, `${open}>${inside}</${element.name}>`);
  }
  const { from, to } = element.inner;
  if (xml.slice(from, to).trim() === "") return replaceRange(xml, from, to, inside);
  return replaceRange(xml, from, from, `\n${outer}  ${text}`);
}

function removeLabel(xml: string, label: XmlElement): string {
  const indent = indentBefore(xml, label.from);
  return replaceRange(xml, label.from - (indent === undefined ? 0 : indent.length + 1), label.to, "");
}

/** Puts one label at another's place; those between move by one, and what stands between labels stays. */
function moveLabel(xml: string, labels: XmlElement[], at: number, to: number): string {
  const texts = labels.map((label) => xml.slice(label.from, label.to));
  const [moved] = texts.splice(at, 1);
  if (moved === undefined) return xml;
  texts.splice(to, 0, moved);
  let result = xml;
  for (let i = labels.length - 1; i >= 0; i--) {
    const label = labels[i];
    const text = texts[i];
    if (label !== undefined && text !== undefined) result = replaceRange(result, label.from, label.to, text);
  }
  return result;
}

/** The config after an edit of one group; the same text if what it names is not there. */
export function editLabels(xml: string, group: number, edit: LabelEdit): string {
  const found = findGroups(xml)[group];
  if (found === undefined) return xml;
  if (edit.kind === "add") return addLabel(xml, found, edit.value);
  const label = found.labels[edit.at];
  if (label === undefined) return xml;
  switch (edit.kind) {
    case "rename":
      return setAttribute(xml, label, "value", edit.value);
    case "color":
      return setAttribute(xml, label, "background", edit.color);
    case "hotkey":
      return setAttribute(xml, label, "hotkey", edit.hotkey);
    case "move":
      return found.labels[edit.to] === undefined ? xml : moveLabel(xml, found.labels, edit.at, edit.to);
    case "remove":
      return removeLabel(xml, label);
  }
}

/** Why these words cannot become labels of a group, in a sentence; undefined if they can. */
export function labelProblem(group: LabelGroup, value: string, at?: number): string | undefined {
  if (value.trim() === "") return `A ${group.child.toLowerCase()} needs a name.`;
  const twin = group.entries.some((entry, index) => index !== at && entry.value === value.trim());
  return twin ? `“${value.trim()}” is there already.` : undefined;
}

/** Each line of what was typed or pasted is a label; those that are there already are left out. */
export function newLabels(group: LabelGroup, text: string): string[] {
  const known = new Set(group.entries.map((entry) => entry.value));
  const values: string[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || known.has(line)) continue;
    known.add(line);
    values.push(line);
  }
  return values;
}
