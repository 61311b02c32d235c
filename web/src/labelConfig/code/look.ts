// How the code looks, light and dark; the colours have a contrast of 4.5 or more on both grounds.
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: tags.tagName, color: "light-dark(#1b54a8, #8ab4f8)" },
  { tag: tags.angleBracket, color: "light-dark(#5d6670, #a6afb9)" },
  { tag: tags.attributeName, color: "light-dark(#7a3e9d, #d7a6f2)" },
  { tag: tags.attributeValue, color: "light-dark(#216b2e, #9ad6a3)" },
  { tag: tags.comment, color: "light-dark(#5d6670, #a6afb9)", fontStyle: "italic" },
  { tag: tags.invalid, color: "light-dark(#b42318, #ffa198)" },
]);

export const look = EditorView.theme({
  "&": {
    height: "100%",
    minHeight: "240px",
    maxHeight: "70vh",
    fontSize: "13px",
    border: "1px solid var(--mantine-color-default-border)",
    borderRadius: "var(--mantine-radius-sm)",
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-text)",
  },
  "&.cm-focused": { outline: "2px solid var(--mantine-primary-color-filled)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)" },
  ".cm-content": { caretColor: "var(--mantine-color-text)" },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-gutters": {
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-dimmed)",
    borderRight: "1px solid var(--mantine-color-default-border)",
  },
  ".cm-activeLine": { backgroundColor: "light-dark(#0000000a, #ffffff0d)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "light-dark(#c8dafd, #2c4a7c)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--mantine-primary-color-filled)",
    color: "var(--mantine-primary-color-contrast)",
  },
  ".cm-diagnostic": { maxWidth: "480px" },
});
