// Where a task lies open: what the parts of a session share. Knows neither the queue nor what becomes of the work.
import type { EditorHandle, Work } from "../../editor/port";
import { Drafts } from "./drafts";
import type { Mode, ProjectRules } from "./interfaces";
import type { KeptWork, WorkKeeper } from "./kept";
import { keptFor } from "./keptChoice";
import { planOpening } from "./opening";
import type { LabelingRest, LabelTask } from "./rest";
import { type SessionState, START } from "./state";
import { uniqueId } from "./work";

export interface SessionOptions {
  rest: LabelingRest;
  keeper: WorkKeeper;
  project: ProjectRules & { id: number };
  account: number;
  /** It may change only its own annotations. */
  bound: boolean;
  mode: Mode;
  /** Annotations of the task changed on the server: counts and lists are old. */
  onChanged?: (task: number) => void;
}

/** Leaving a task waits so long for its draft; the browser has it anyway. */
const LONGEST_FAREWELL = 4_000;

export class Desk {
  readonly options: SessionOptions;
  state: SessionState = START;
  editor: EditorHandle | null = null;
  /** None while a version is only looked at. */
  drafts: Drafts | null = null;
  /** The server takes one annotation with it, however often it is sent. */
  unique = uniqueId();
  private openedAt = Date.now();
  private readonly listeners = new Set<() => void>();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** A task just came from the server. */
  lay(task: LabelTask, annotation: number | null): void {
    const { keeper, project } = this.options;
    this.openedAt = Date.now();
    this.unique = task.lockId ?? uniqueId();
    this.set({ phase: "labeling", task, restored: keptFor(keeper, project.id, task, annotation) });
    this.present(annotation);
  }

  /** Puts the task into the editor, with that annotation in front, or with what is restored. */
  present(annotation: number | null): void {
    const { task, restored } = this.state;
    const { rest, keeper, project, mode, account, bound } = this.options;
    const { editor, openedAt } = this;
    if (editor === null || task === null) return;
    this.close();
    const used = restored?.used ? restored.work : null;
    const planned = planOpening(task, {
      mode,
      project,
      bound: bound ? account : null,
      annotation,
      restored: used,
    });
    const shown = editor.show(task, planned.opening);
    const drafts = new Drafts({
      rest,
      keeper,
      project: project.id,
      editor,
      task,
      openedAt,
      tell: (saved) => {
        if (this.drafts === drafts) this.set({ saved });
      },
    });
    this.drafts = drafts;
    shown.drafts.forEach((key, index) => {
      if (key !== null) drafts.of(key, planned.drafts[index] ?? null);
    });
    const front = editor.work();
    if (front !== null) {
      const saver = drafts.of(front.key);
      if (used !== null) saver.restored(front.result);
    }
    this.set({ saved: drafts.saved, configErrors: shown.configErrors, media: [] });
  }

  /** Puts work back that the editor takes for submitted. */
  reopen(work: Work): void {
    const { task } = this.state;
    if (task === null) return;
    // A draft that was made since the task came belongs to the work.
    const draft = this.drafts?.of(work.key).draft ?? null;
    const drafts = draft === null ? task.drafts : [...task.drafts.filter(({ id }) => id !== draft.id), draft];
    this.set({ task: { ...task, drafts }, restored: { work: this.toKeep(task, work), used: true } });
    this.present(work.annotation);
    this.set({ restored: null });
  }

  /** No more drafts of what lies there. */
  close(): void {
    void this.drafts?.close();
    this.drafts = null;
  }

  /** Before another task comes: the draft is sent, and kept in the browser if that fails or takes long. */
  async leave(): Promise<void> {
    if (this.drafts === null) return;
    this.drafts.keepNow();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_FAREWELL);
    });
    await Promise.race([this.drafts.flush(), enough]);
    clearTimeout(timer);
  }

  toKeep(task: LabelTask, { annotation, result }: Work): KeptWork {
    return {
      project: this.options.project.id,
      task: task.id,
      annotation,
      result,
      at: new Date().toISOString(),
    };
  }

  /** The browser keeps nothing of the task from now on. */
  async forgetAll(task: LabelTask): Promise<void> {
    await this.drafts?.close();
    this.drafts = null;
    const { keeper, project } = this.options;
    for (const work of keeper.of(project.id, task.id)) keeper.forget(task.id, work.annotation);
  }
}
