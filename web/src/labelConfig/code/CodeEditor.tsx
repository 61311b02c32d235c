import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { xml, xmlLanguage } from "@codemirror/lang-xml";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import type { ConfigFindings } from "../configCheck";
import { elementSpecs, ownValues } from "./completion";
import { diagnose } from "./diagnostics";
import { colours, look } from "./look";

interface Props {
  /** Its name for a screen reader. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What the server says about `value`. */
  findings?: ConfigFindings;
  /** Keys of the project's data, to complete `value="$…"`. */
  dataKeys?: readonly string[];
}

const NO_FINDINGS: ConfigFindings = { faults: [], misfits: [] };

/** Pause of the typing before faults are looked for. */
const LINT_DELAY = 300;

/** The XML of a label config, with completion and its faults underlined. Tab leaves it, as any field. */
export default function CodeEditor({ label, value, onChange, findings = NO_FINDINGS, dataKeys = [] }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ value, onChange, findings, dataKeys });
  latest.current = { value, onChange, findings, dataKeys };

  useEffect(() => {
    if (place.current === null) return;
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          closeBrackets(),
          highlightActiveLine(),
          autocompletion(),
          xml({ elements: elementSpecs() }),
          xmlLanguage.data.of({ autocomplete: ownValues(() => latest.current.dataKeys) }),
          linter((on) => diagnose(on.state.doc.toString(), latest.current.findings), { delay: LINT_DELAY }),
          syntaxHighlighting(colours),
          look,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false" }),
          keymap.of([
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, [label]);

  // Changed from outside: a template, an edit of the labels. It can be undone like what was typed.
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  const said = [...findings.faults, ...findings.misfits].join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: new sentences are the occasion
  useEffect(() => {
    if (view.current !== null) forceLinting(view.current);
  }, [said]);

  return <div ref={place} style={{ minHeight: 0, height: "100%" }} />;
}
