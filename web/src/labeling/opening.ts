// With what a task opens: unfinished work first, else what is there, else something new.
import type { Opening, OpeningDraft, Result, Selection } from "../../editor/port";
import type { Mode, ProjectRules } from "./interfaces";
import type { Draft, LabelTask } from "./rest";

/** Work that the browser kept because the server had not acknowledged it. */
export interface RestoredWork {
  annotation: number | null;
  result: Result[];
  at: string;
}

export interface Wish {
  mode: Mode;
  project: ProjectRules;
  /** The account, where it may change only its own annotations. */
  bound: number | null;
  /** The annotation to have in front, e.g. from the history. */
  annotation: number | null;
  /** Goes in front of everything. */
  restored: RestoredWork | null;
}

/** Each draft of the opening, in its order, with its number on the server; null for restored work without one. */
export interface Planned {
  opening: Opening;
  drafts: (Draft | null)[];
}

const shown = (draft: Draft): OpeningDraft => ({
  annotation: draft.annotation,
  result: draft.result,
  createdAt: draft.createdAt,
});

/** The draft on the server that the restored work goes on with. */
const sameWork = (drafts: Draft[], restored: RestoredWork): Draft | undefined =>
  drafts.find((draft) => draft.annotation === restored.annotation);

export function planOpening(task: LabelTask, wish: Wish): Planned {
  const { restored } = wish;
  const known = task.drafts.filter(
    (draft) => draft.annotation === null || task.annotations.some(({ id }) => id === draft.annotation),
  );
  const drafts: (Draft | null)[] = [...known];
  const opened = known.map(shown);
  if (restored !== null) {
    const work = { annotation: restored.annotation, result: restored.result, createdAt: restored.at };
    const before = sameWork(known, restored);
    if (before === undefined) {
      drafts.push(null);
      opened.push(work);
    } else {
      opened[known.indexOf(before)] = work;
    }
    const draft = before === undefined ? drafts.length - 1 : known.indexOf(before);
    return { opening: { drafts: opened, select: { kind: "draft", draft } }, drafts };
  }
  return { opening: { drafts: opened, select: selection(task, known, wish) }, drafts };
}

function selection(task: LabelTask, drafts: Draft[], { mode, project, bound, annotation }: Wish): Selection {
  const asked = drafts.findIndex((draft) => draft.annotation === annotation);
  if (annotation !== null)
    return asked >= 0 ? { kind: "draft", draft: asked } : { kind: "annotation", annotation };
  if (drafts.length > 0) return { kind: "draft", draft: drafts.length - 1 };
  const first = task.annotations.find(({ completed_by }) => bound === null || completed_by === bound);
  if (mode === "single" && first !== undefined) return { kind: "annotation", annotation: first.id };
  if (mode === "queue" && project.show_collab_predictions === false) return { kind: "new" };
  const best =
    task.predictions.find(({ model_version }) => model_version === project.model_version) ??
    task.predictions[0];
  return best === undefined ? { kind: "new" } : { kind: "prediction", prediction: best.id };
}
