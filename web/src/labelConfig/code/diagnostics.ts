// What is wrong with a config and where: XML that is not well-formed, tags and attributes that the editor does not
// know, and the server's sentences at the place they speak of.

import { xmlLanguage } from "@codemirror/lang-xml";
import type { Diagnostic } from "@codemirror/lint";
import type { ConfigFindings } from "../configCheck";
import { tagNamed } from "./tags";
import { allElements, parseElements, type SyntaxNode, type XmlElement } from "./xmlTree";

export interface Place {
  from: number;
  to: number;
}

const tagOf = (element: XmlElement): Place => ({ from: element.from, to: element.nameTo });

/** Faults of the XML itself; only the first ones, as each brings others behind it. */
export function xmlFaults(xml: string): Diagnostic[] {
  const faults: Diagnostic[] = [];
  xmlLanguage.parser.parse(xml).iterate({
    enter: (node) => {
      if (faults.length >= 5) return false;
      const text = xml.slice(node.from, node.to);
      let message: string | undefined;
      if (node.name === "MismatchedCloseTag") {
        message = `${text} closes another tag than the one that is open here. Close the inner one first.`;
      } else if ((node.name === "MissingCloseTag" || node.type.isError) && isUnclosed(node.node.parent)) {
        const open = node.node.parent?.getChild("OpenTag")?.getChild("TagName");
        if (!open) return;
        const name = xml.slice(open.from, open.to);
        message = `<${name}> is not closed. Add </${name}>, or write <${name} …/>.`;
        faults.push({ from: open.from - 1, to: open.to, severity: "error", message });
        return;
      } else if (node.type.isError && node.node.prevSibling?.name !== "MismatchedCloseTag") {
        message = text
          ? `“${text.slice(0, 40)}” is not XML here.`
          : "Something is missing here: a quote, a > or the end of a tag.";
      }
      if (message === undefined) return;
      faults.push({ ...around(xml, node.from, node.to), severity: "error", message });
    },
  });
  return faults;
}

function isUnclosed(element: SyntaxNode | null): boolean {
  if (element?.name !== "Element" || element.getChild("OpenTag") === null) return false;
  return element.getChild("CloseTag") === null && element.getChild("MismatchedCloseTag") === null;
}

/** At least one character, so that there is something to underline. */
function around(xml: string, from: number, to: number): Place {
  if (to > from) return { from, to };
  return from > 0 ? { from: from - 1, to: from } : { from, to: Math.min(xml.length, from + 1) };
}

/** Words that the editor does not know: it leaves them out without saying so. */
export function unknownWords(xml: string): Diagnostic[] {
  return allElements(parseElements(xml)).flatMap((element): Diagnostic[] => {
    const tag = tagNamed(element.name);
    if (tag === undefined) {
      // Lower case is HTML, which a config may hold.
      if (element.name === element.name.toLowerCase()) return [];
      const message = `The labeling editor has no tag <${element.name}>.`;
      return [{ ...tagOf(element), severity: "warning", message }];
    }
    const known = new Set(tag.attributes.map((one) => one.name.toLowerCase()));
    return element.attributes
      .filter((one) => !known.has(one.name.toLowerCase()))
      .map((one) => ({
        from: one.from,
        to: one.from + one.name.length,
        severity: "info",
        message: `<${tag.name}> has no attribute ${one.name} in the editor's documentation.`,
      }));
  });
}

function quoted(sentence: string): string[] {
  // The innermost quotes of "['a', 'b']".
  return Array.from(
    sentence.matchAll(/"([^"']+)"|'([^"']+)'|“([^”]+)”/g),
    (match) => match[1] ?? match[2] ?? match[3] ?? "",
  );
}

/** Where a sentence of the server belongs: the line or the name it speaks of, else the outermost tag. */
export function placeOf(xml: string, sentence: string): Place {
  const line = /\bline (\d+)/i.exec(sentence)?.[1];
  if (line !== undefined) {
    const lines = xml.split("\n");
    const before = lines.slice(0, Number(line) - 1);
    const text = lines[before.length];
    if (text !== undefined) {
      const from = before.reduce((sum, each) => sum + each.length + 1, 0);
      return around(xml, from + (text.length - text.trimStart().length), from + text.trimEnd().length);
    }
  }
  const elements = allElements(parseElements(xml));
  for (const words of quoted(sentence)) {
    for (const element of elements) {
      const attribute = element.attributes.find((one) => one.value === words || one.value === `$${words}`);
      if (attribute !== undefined) return { from: attribute.from, to: attribute.to };
    }
  }
  const named = elements.find(({ name }) => new RegExp(`\\b${escapeRegExp(name)}\\b`).test(sentence));
  const element = named ?? elements[0];
  return element === undefined ? around(xml, 0, Math.min(1, xml.length)) : tagOf(element);
}

const escapeRegExp = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** All of it, the server's sentences only while they speak of this text. */
export function diagnose(xml: string, { faults: sentences, misfits }: ConfigFindings): Diagnostic[] {
  if (xml.trim() === "") return [];
  const faults = xmlFaults(xml);
  if (faults.length > 0) return faults;
  return [
    ...sentences.map((message) => ({ ...placeOf(xml, message), severity: "error" as const, message })),
    ...misfits.map((message) => ({ ...placeOf(xml, message), severity: "warning" as const, message })),
    ...unknownWords(xml),
  ];
}
