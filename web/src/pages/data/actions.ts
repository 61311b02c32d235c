// What can be done with chosen tasks, in the server's names, and in words exactly what will happen.
import { api, ok } from "@/api/client";
import { plural } from "@/ui/format";
import { type Selection, selectedItems } from "./selection";
import { choiceOf, type TaskList } from "./tasksQuery";

export type ActionId =
  | "delete_tasks"
  | "delete_tasks_annotations"
  | "delete_tasks_predictions"
  | "predictions_to_annotations"
  | "remove_duplicates";

export interface Action {
  id: ActionId;
  /** In the menu. */
  title: string;
  /** The dialog's question and its button. */
  question: (tasks: number) => string;
  button: (tasks: number) => string;
  /** What becomes of the tasks and of what hangs on them. */
  consequence: string;
  danger: boolean;
}

export const ACTIONS: Action[] = [
  {
    id: "delete_tasks",
    title: "Delete tasks",
    question: (tasks) => `Delete ${plural(tasks, "task")}?`,
    button: (tasks) => `Delete ${plural(tasks, "task")}`,
    consequence:
      "Their annotations, drafts and predictions go with them. Targets that may delete objects delete what was written " +
      "for them. The objects in the source storages stay, and a sync does not bring these tasks back. There is no undo.",
    danger: true,
  },
  {
    id: "delete_tasks_annotations",
    title: "Delete annotations",
    question: (tasks) => `Delete the annotations of ${plural(tasks, "task")}?`,
    button: () => "Delete annotations",
    consequence:
      "All annotations of these tasks go, those of other people and skipped ones too, with their drafts. The tasks stay " +
      "and have to be labeled again. Targets that may delete objects delete what was written for them. There is no undo.",
    danger: true,
  },
  {
    id: "delete_tasks_predictions",
    title: "Delete predictions",
    question: (tasks) => `Delete the predictions of ${plural(tasks, "task")}?`,
    button: () => "Delete predictions",
    consequence:
      "All predictions of these tasks go, of every model version. Annotations stay. There is no undo.",
    danger: true,
  },
  {
    id: "predictions_to_annotations",
    title: "Create annotations from predictions",
    question: (tasks) => `Create annotations from the predictions of ${plural(tasks, "task")}?`,
    button: () => "Create annotations",
    consequence:
      "Each prediction of these tasks becomes an annotation under your name, unless one was made of it before. The " +
      "predictions stay.",
    danger: false,
  },
  {
    id: "remove_duplicates",
    title: "Remove duplicated tasks",
    question: (tasks) => `Remove the duplicates among ${plural(tasks, "task")}?`,
    button: () => "Remove duplicates",
    consequence:
      "Of tasks with the same data one stays and gets the annotations of the others. The others go for good. There is " +
      "no undo.",
    danger: true,
  },
];

/** Does it, and returns what the server says was done. */
export async function runAction(list: TaskList, action: Action, selection: Selection): Promise<string> {
  const { detail } = await ok(
    api.POST("/api/dm/actions", {
      params: { query: { id: action.id, project: list.projectId } },
      // Single tasks were chosen one by one, whatever is filtered or searched for now.
      body: {
        selectedItems: selectedItems(selection),
        ...(selection.all && { ...choiceOf(list), search: list.search }),
      },
    }),
  );
  return detail;
}
