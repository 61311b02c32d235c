// Which parts of the editor are there, by the project's settings and by how a task was opened.
import type { Schemas } from "@/api/client";

/** Label all tasks one after the other, or look at one beside the table. */
export type Mode = "queue" | "single";

export type ProjectRules = Pick<
  Schemas["Project"],
  "show_skip_button" | "enable_empty_annotation" | "show_collab_predictions" | "model_version"
>;

/** `smart`: a model helps the tools that the label config names smart. */
export function editorInterfaces(project: ProjectRules, mode: Mode, smart: boolean): string[] {
  const parts = [
    "panel",
    "controls",
    "submit",
    "update",
    "topbar",
    "side-column",
    "edit-history",
    "annotations:current",
    "annotations:menu",
    "predictions:menu",
  ];
  if (project.enable_empty_annotation === false) parts.push("annotations:deny-empty");
  if (smart) parts.push("auto-annotation");
  if (mode === "queue") {
    if (project.show_skip_button !== false) parts.push("skip");
  } else {
    parts.push(
      "annotations:add-new",
      "annotations:delete",
      "annotations:tabs",
      "annotations:view-all",
      "predictions:tabs",
    );
  }
  return parts;
}
