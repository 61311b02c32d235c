// The pieces of work of the task that is open, each saved by itself.
import type { EditorHandle, Work } from "../../editor/port";
import type { WorkKeeper } from "./kept";
import type { AnnotationBody, Draft, LabelingRest, LabelTask } from "./rest";
import { worstOf } from "./savedState";
import { DraftSaver, type SavedState } from "./saving";

interface Surroundings {
  rest: LabelingRest;
  keeper: WorkKeeper;
  project: number;
  editor: EditorHandle;
  task: LabelTask;
  /** When the person began with the task, in ms. */
  openedAt: number;
  tell: (saved: SavedState) => void;
}

export class Drafts {
  private readonly savers = new Map<string, DraftSaver>();
  private readonly around: Surroundings;

  constructor(around: Surroundings) {
    this.around = around;
  }

  /** The saver of that work; made when it is first asked for, as what then stands in the editor is unchanged. */
  of(key: string, draft: Draft | null = null): DraftSaver {
    const known = this.savers.get(key);
    if (known !== undefined) return known;
    const { rest, keeper, project, editor, task } = this.around;
    const work = editor.work(key);
    const annotation = work?.annotation ?? null;
    const saver: DraftSaver = new DraftSaver(
      { take: () => editor.work(key)?.result ?? null, leadTime: () => this.leadTime(annotation, draft) },
      {
        create: (result, lead_time) => rest.createDraft(task.id, annotation, { result, lead_time }),
        update: (made, result, lead_time, force) =>
          rest.updateDraft(made.id, { result, lead_time }, force ? null : made.updatedAt),
        find: async () => (await rest.task(task.id)).drafts.filter((each) => each.annotation === annotation),
        keep: (result) =>
          keeper.keep({ project, task: task.id, annotation, result, at: new Date().toISOString() }),
        forget: () => keeper.forget(task.id, annotation),
      },
      draft,
      work?.result ?? null,
      draft?.updatedAt ?? task.annotations.find(({ id }) => id === annotation)?.updated_at ?? null,
      () => this.around.tell(this.saved),
    );
    this.savers.set(key, saver);
    return saver;
  }

  get saved(): SavedState {
    return worstOf([...this.savers.values()].map(({ state }) => state));
  }

  /** What an annotation of that work is sent with. */
  body(work: Work): AnnotationBody {
    const draft = this.savers.get(work.key)?.draft ?? null;
    return {
      result: work.result,
      lead_time: this.leadTime(work.annotation, draft),
      ...(draft === null ? {} : { draft_id: draft.id }),
      parent_prediction: work.parentPrediction,
      parent_annotation: work.parentAnnotation,
    };
  }

  /** Seconds of work, those of earlier visits included. */
  private leadTime(annotation: number | null, draft: Draft | null): number {
    const { task, openedAt } = this.around;
    const before = draft?.leadTime ?? task.annotations.find(({ id }) => id === annotation)?.lead_time ?? 0;
    return before + (Date.now() - openedAt) / 1000;
  }

  async flush(): Promise<void> {
    await Promise.all([...this.savers.values()].map((saver) => saver.flush()));
  }

  keepNow(): void {
    for (const saver of this.savers.values()) saver.keepNow();
  }

  retry(): void {
    for (const saver of this.savers.values()) saver.retry();
  }

  async overwriteConflicts(): Promise<void> {
    for (const saver of this.savers.values()) if (saver.state.kind === "conflict") await saver.overwrite();
  }

  /** No requests from now on, also not for the work that is kept. */
  async close(): Promise<void> {
    await Promise.all([...this.savers.values()].map((saver) => saver.close()));
  }
}
