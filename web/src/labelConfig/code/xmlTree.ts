// The elements of a label config with their places in its text, so that one attribute can be changed and all else
// stays as somebody wrote it.
import { xmlLanguage } from "@codemirror/lang-xml";

export type SyntaxNode = ReturnType<typeof xmlLanguage.parser.parse>["topNode"];

export interface XmlAttribute {
  name: string;
  /** Unescaped. */
  value: string;
  /** Of name="value" with its quotes. */
  from: number;
  to: number;
}

export interface XmlElement {
  name: string;
  from: number;
  to: number;
  /** The end of its name in the opening tag. */
  nameTo: number;
  /** What is between its tags; undefined for <Tag/>. */
  inner?: { from: number; to: number };
  attributes: XmlAttribute[];
  children: XmlElement[];
}

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

export const escapeXml = (text: string): string =>
  text.replace(/[&<>"\n\t]/g, (char) => {
    if (char === "\n") return "&#10;";
    if (char === "\t") return "&#9;";
    return `&${Object.entries(ENTITIES).find(([, plain]) => plain === char)?.[0]};`;
  });

function attributeOf(node: SyntaxNode, xml: string): XmlAttribute | undefined {
  const name = node.getChild("AttributeName");
  const value = node.getChild("AttributeValue");
  if (name === null || value === null) return undefined;
  return {
    name: xml.slice(name.from, name.to),
    value: unescapeXml(xml.slice(value.from + 1, value.to - 1)),
    from: node.from,
    to: node.to,
  };
}

function elementOf(node: SyntaxNode, xml: string): XmlElement | undefined {
  const open = node.getChild("OpenTag") ?? node.getChild("SelfClosingTag");
  const name = open?.getChild("TagName");
  if (!open || !name) return undefined;
  const close = node.getChild("CloseTag") ?? node.getChild("MismatchedCloseTag");
  return {
    name: xml.slice(name.from, name.to),
    from: node.from,
    to: node.to,
    nameTo: name.to,
    inner: open.name === "OpenTag" ? { from: open.to, to: close?.from ?? node.to } : undefined,
    attributes: open.getChildren("Attribute").flatMap((one) => attributeOf(one, xml) ?? []),
    children: node.getChildren("Element").flatMap((one) => elementOf(one, xml) ?? []),
  };
}

/** The outermost elements; what is not well-formed is left out. */
export function parseElements(xml: string): XmlElement[] {
  return xmlLanguage.parser
    .parse(xml)
    .topNode.getChildren("Element")
    .flatMap((one) => elementOf(one, xml) ?? []);
}

/** All elements, each before those inside it. */
export function allElements(elements: XmlElement[]): XmlElement[] {
  return elements.flatMap((one) => [one, ...allElements(one.children)]);
}

/** An attribute's value, its name read without regard to case, as the editor does. */
export function attributeValue(element: XmlElement, name: string): string | undefined {
  return findAttribute(element, name)?.value;
}

export function findAttribute(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((one) => one.name.toLowerCase() === name.toLowerCase());
}

export const replaceRange = (xml: string, from: number, to: number, text: string): string =>
  xml.slice(0, from) + text + xml.slice(to);

/** Gives an attribute a value, or takes it away with undefined. */
export function setAttribute(
  xml: string,
  element: XmlElement,
  name: string,
  value: string | undefined,
): string {
  const old = findAttribute(element, name);
  if (value === undefined) {
    if (old === undefined) return xml;
    const space = /\s*$/.exec(xml.slice(0, old.from))?.[0].length ?? 0;
    return replaceRange(xml, old.from - space, old.to, "");
  }
  if (old !== undefined) return replaceRange(xml, old.from, old.to, `${old.name}="${escapeXml(value)}"`);
  const after = element.attributes.at(-1)?.to ?? element.nameTo;
  return replaceRange(xml, after, after, ` ${name}="${escapeXml(value)}"`);
}
