// The page around the labeling editor, shown in an iframe of the app: the editor brings its own React, styles for the
// whole document and keys for the whole window, so it has a document of its own, with its own policy for storages.
import "./frame.css";
import { loadEditor } from "./load";
import { openEditor } from "./open";

window.millraceEditor = {
  async open(options, events) {
    await loadEditor();
    return openEditor(options, events);
  },
};
void loadEditor().catch(() => {}); // open() tells of it
