// One person labeling one project: which task is open, what of it is saved, what the editor asks for. Knows neither
// React nor the real editor; the page draws `state`.
import { ApiError, sentenceOf } from "@/api/errors";
import type { EditorEvents, EditorHandle, MediaFailure, MediaProbe, Work } from "../../editor/port";
import type { Mode, ProjectRules } from "./interfaces";
import type { KeptWork, WorkKeeper } from "./kept";
import { planOpening } from "./opening";
import { Persistent } from "./persist";
import type { Draft, HistoryItem, LabelAnnotation, LabelingRest, LabelTask } from "./rest";
import { worstOf } from "./savedState";
import { DraftSaver, type SavedState } from "./saving";
import type { WaitCause } from "./waiting";
import { sameResult, uniqueId } from "./work";

export type Act = "submit" | "update" | "skip" | "unskip" | "delete" | "postpone";

/** Something was refused or went wrong; the work stands in the editor. */
export type Trouble =
  | { kind: "refused"; act: Act; message: string }
  | { kind: "conflict"; message: string; theirs: LabelAnnotation; mine: Work; showing: "mine" | "theirs" }
  | { kind: "editor"; message: string };

export interface SessionState {
  phase: "loading" | "labeling" | "empty" | "failed";
  /** Why loading failed. */
  error: unknown;
  task: LabelTask | null;
  saved: SavedState;
  /** An answer of the server is awaited; `waiting`: why it does not come. */
  sending: { act: Act; waiting: WaitCause | null; kept: boolean } | null;
  trouble: Trouble | null;
  /** Work of another time that was put into the editor, or could be. */
  restored: { work: KeptWork; used: boolean } | null;
  media: MediaFailure[];
  configErrors: string[];
  canGoBack: boolean;
  /** Towards tasks that were open before; else next() takes a new one. */
  canGoForward: boolean;
}

export interface SessionOptions {
  rest: LabelingRest;
  keeper: WorkKeeper;
  project: ProjectRules & { id: number };
  account: number;
  mode: Mode;
  /** The task in front has changed on the server: counts and lists are old. */
  onChanged?: (task: number) => void;
}

const START: SessionState = {
  phase: "loading",
  error: null,
  task: null,
  saved: { kind: "unchanged", at: null },
  sending: null,
  trouble: null,
  restored: null,
  media: [],
  configErrors: [],
  canGoBack: false,
  canGoForward: false,
};

export class LabelingSession implements EditorEvents {
  state: SessionState = START;
  private readonly options: SessionOptions;
  private readonly listeners = new Set<() => void>();
  private readonly savers = new Map<string, DraftSaver>();
  private readonly persistent = new Persistent();
  private editor: EditorHandle | null = null;
  private history: HistoryItem[] | null = null;
  /** Counts loads, so that a slow answer does not overtake a later wish. */
  private load = 0;
  private openedAt = Date.now();
  private unique = uniqueId();
  /** The task that was asked for; null: whatever the queue gives. */
  private wanted: { task: number; annotation: number | null } | null = null;

  constructor(options: SessionOptions) {
    this.options = options;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The editor is ready, or gone. */
  connect(editor: EditorHandle | null): void {
    this.editor = editor;
    if (editor !== null && this.state.task !== null && this.state.phase === "labeling")
      this.present(null, null);
  }

  // ---- which task

  async open(task: number, annotation: number | null = null): Promise<void> {
    await this.settle();
    this.wanted = { task, annotation };
    await this.loading(async () => this.options.rest.task(task), annotation);
  }

  /** Opens what the queue gives. */
  async take(): Promise<void> {
    await this.settle();
    this.wanted = null;
    await this.loading(async () => {
      this.history ??= await this.options.rest.history(this.options.project.id);
      return this.options.rest.next(this.options.project.id);
    }, null);
  }

  async previous(): Promise<void> {
    const item = this.history?.[this.position() - 1];
    if (item !== undefined) await this.open(item.taskId, item.annotationId);
  }

  /** Forward in the history; at its end the open task goes to the end of the queue, as a draft. */
  async next(): Promise<void> {
    const item = this.history?.[this.position() + 1];
    if (item !== undefined) return this.open(item.taskId, item.annotationId);
    if (this.state.phase === "labeling") {
      const postponed = await this.perform("postpone", null, () => this.postpone());
      if (!postponed) return;
    }
    await this.take();
  }

  private position(): number {
    const history = this.history ?? [];
    const index = history.findIndex(({ taskId }) => taskId === this.state.task?.id);
    return index < 0 ? history.length : index;
  }

  private async loading(get: () => Promise<LabelTask | null>, annotation: number | null): Promise<void> {
    const load = ++this.load;
    this.dropSavers();
    this.set({ ...START, canGoBack: this.state.canGoBack, canGoForward: false });
    try {
      const task = await get();
      if (load !== this.load) return;
      if (task === null) {
        this.set({ phase: "empty", task: null, canGoBack: (this.history ?? []).length > 0 });
        return;
      }
      if (this.history !== null && this.options.mode === "queue" && !this.inHistory(task.id))
        this.history.push({ taskId: task.id, annotationId: null });
      this.set({ phase: "labeling", task });
      const position = this.position();
      this.set({ canGoBack: position > 0, canGoForward: position + 1 < (this.history ?? []).length });
      this.present(annotation, this.keptFor(task, annotation));
    } catch (error) {
      if (load === this.load) this.set({ phase: "failed", error });
    }
  }

  private inHistory(task: number): boolean {
    return this.history?.some(({ taskId }) => taskId === task) ?? false;
  }

  // ---- into the editor

  /** Work of an earlier visit that neither a draft nor an annotation of the task holds. */
  private keptFor(task: LabelTask, annotation: number | null): { work: KeptWork; used: boolean } | null {
    const { keeper, project } = this.options;
    let found: KeptWork | null = null;
    for (const work of keeper.of(project.id, task.id)) {
      const known = [...task.drafts, ...task.annotations.map(({ result }) => ({ result }))];
      if (known.some(({ result }) => sameResult(result, work.result)))
        keeper.forget(task.id, work.annotation);
      else if (annotation === null || work.annotation === annotation) found = work;
    }
    if (found === null) return null;
    const newer = task.drafts.some(
      (draft) => draft.annotation === found.annotation && draft.updatedAt > found.at,
    );
    return { work: found, used: !newer };
  }

  private present(annotation: number | null, kept: { work: KeptWork; used: boolean } | null): void {
    const { task } = this.state;
    if (this.editor === null || task === null) {
      this.set({ restored: kept });
      return;
    }
    this.dropSavers();
    this.openedAt = Date.now();
    this.unique = task.lockId ?? uniqueId();
    const restored = kept?.used ? kept.work : this.state.restored?.used ? this.state.restored.work : null;
    const { project, mode } = this.options;
    const planned = planOpening(task, { mode, project, annotation, restored });
    const shown = this.editor.show(task, planned.opening);
    shown.drafts.forEach((key, index) => {
      if (key !== null) this.saverFor(key, planned.drafts[index] ?? null);
    });
    const front = this.editor.work();
    if (front !== null) {
      const saver = this.saverFor(front.key, null);
      if (restored !== null) saver.restored(front.result);
    }
    this.set({ configErrors: shown.configErrors, restored: kept ?? this.state.restored, media: [] });
  }

  /** Keys go to the editor. */
  focus(): void {
    this.editor?.focus();
  }

  /** Puts the kept work of another time into the editor. */
  restoreKept(): void {
    const { restored } = this.state;
    if (restored === null) return;
    this.present(null, { ...restored, used: true });
  }

  /** The kept work is not wanted; where it stands in the editor, the task is shown without it. */
  async discardKept(): Promise<void> {
    const { restored, task } = this.state;
    if (restored === null || task === null) return;
    const saver = this.frontSaver();
    await saver?.close();
    this.options.keeper.forget(task.id, restored.work.annotation);
    if (restored.used && saver?.draft && !task.drafts.some(({ id }) => id === saver.draft?.id))
      await this.options.rest.removeDraft(saver.draft.id).catch(() => {});
    this.set({ restored: null });
    if (restored.used) await this.open(task.id);
  }

  // ---- drafts

  private saverFor(key: string, draft: Draft | null): DraftSaver {
    const known = this.savers.get(key);
    if (known !== undefined) return known;
    const { rest, keeper, project } = this.options;
    const task = this.state.task?.id ?? 0;
    const work = this.editor?.work(key) ?? null;
    const annotation = work?.annotation ?? null;
    const before = draft?.leadTime ?? this.annotation(annotation)?.lead_time ?? 0;
    const openedAt = this.openedAt;
    const saver: DraftSaver = new DraftSaver(
      {
        take: () => this.editor?.work(key)?.result ?? null,
        leadTime: () => before + (Date.now() - openedAt) / 1000,
      },
      {
        create: (result, leadTime) => rest.createDraft(task, annotation, { result, lead_time: leadTime }),
        update: (made, result, leadTime, force) =>
          rest.updateDraft(made.id, { result, lead_time: leadTime }, force ? null : made.updatedAt),
        keep: (result) =>
          keeper.keep({ project: project.id, task, annotation, result, at: new Date().toISOString() }),
        forget: () => keeper.forget(task, annotation),
      },
      draft,
      work?.result ?? null,
      () => this.savedChanged(),
    );
    this.savers.set(key, saver);
    return saver;
  }

  private savedChanged(): void {
    this.set({ saved: worstOf([...this.savers.values()].map(({ state }) => state)) });
  }

  private frontSaver(): DraftSaver | undefined {
    const key = this.editor?.work()?.key;
    return key === undefined ? undefined : this.savers.get(key);
  }

  private dropSavers(): void {
    for (const saver of this.savers.values()) void saver.close();
    this.savers.clear();
  }

  /** Sends what is not on the server yet. */
  async flush(): Promise<void> {
    await Promise.all([...this.savers.values()].map((saver) => saver.flush()));
  }

  /** The page is being left: whatever happens to requests, the browser has the work. */
  keepNow(): void {
    for (const saver of this.savers.values()) saver.keepNow();
  }

  /** The server answers again. */
  retry(): void {
    this.persistent.wake();
    for (const saver of this.savers.values()) saver.retry();
    if (this.state.phase === "failed") void this.again();
  }

  /** After a conflict of drafts: mine goes over the other, or the other is loaded. */
  async keepMyDraft(): Promise<void> {
    for (const saver of this.savers.values()) if (saver.state.kind === "conflict") await saver.overwrite();
  }

  async takeTheirDraft(): Promise<void> {
    const { task } = this.state;
    if (task === null) return;
    for (const saver of this.savers.values()) await saver.close();
    for (const work of this.options.keeper.of(this.options.project.id, task.id))
      this.options.keeper.forget(task.id, work.annotation);
    this.dropSavers();
    await this.open(task.id);
  }

  /** Before the task is left: its draft is sent, and kept in the browser if that fails. */
  private async settle(): Promise<void> {
    if (this.state.phase !== "labeling") return;
    this.keepNow();
    await this.flush();
  }

  // ---- what the editor tells

  changed = (key: string): void => {
    if (this.state.trouble?.kind === "conflict") return;
    this.saverFor(key, null).changed();
  };

  selected = (key: string | null): void => {
    void this.flush();
    if (key !== null) this.saverFor(key, null);
  };

  submit = (work: Work): void => {
    const { rest } = this.options;
    void this.finish("submit", work, async (task, draft) => {
      await rest.submit(task.id, { ...this.body(work, draft), unique_id: this.unique });
    });
  };

  update = (work: Work): void => {
    void this.finish("update", work, async (_, draft) => {
      const expected = this.annotation(work.annotation)?.updated_at ?? null;
      await this.options.rest.update(work.annotation ?? 0, this.body(work, draft), expected);
    });
  };

  skip = (work: Work): void => {
    const { rest } = this.options;
    void this.finish("skip", work, async (task, draft) => {
      const body = { ...this.body(work, draft), was_cancelled: true };
      if (work.annotation === null) await rest.submit(task.id, { ...body, unique_id: this.unique });
      else await rest.update(work.annotation, body, this.annotation(work.annotation)?.updated_at ?? null);
    });
  };

  unskip = (work: Work): void => {
    void this.finish("unskip", work, () => this.options.rest.toDraft(work.annotation ?? 0));
  };

  removed = ({ key, annotation }: { key: string; annotation: number | null }): void => {
    const { rest } = this.options;
    const saver = this.savers.get(key);
    void this.perform("delete", null, async () => {
      await saver?.close();
      if (annotation !== null) await rest.remove(annotation);
      else if (saver?.draft) await rest.removeDraft(saver.draft.id);
    }).then(async () => {
      const { task, trouble } = this.state;
      if (task === null) return;
      this.options.keeper.forget(task.id, annotation);
      this.savers.delete(key);
      await this.open(task.id);
      if (trouble !== null) this.set({ trouble });
    });
  };

  mediaFailed = (failure: MediaFailure): void => {
    if (this.state.media.some(({ url }) => url === failure.url)) return;
    this.set({ media: [...this.state.media, failure] });
  };

  failed = (message: string): void => {
    if (this.state.trouble === null) this.set({ trouble: { kind: "editor", message } });
  };

  // ---- to the server

  private annotation(id: number | null): LabelAnnotation | undefined {
    return this.state.task?.annotations.find((annotation) => annotation.id === id);
  }

  private body(work: Work, draft: Draft | null) {
    const before = draft?.leadTime ?? this.annotation(work.annotation)?.lead_time ?? 0;
    return {
      result: work.result,
      lead_time: before + (Date.now() - this.openedAt) / 1000,
      ...(draft === null ? {} : { draft_id: draft.id }),
      parent_prediction: work.parentPrediction,
      parent_annotation: work.parentAnnotation,
    };
  }

  private async postpone(): Promise<void> {
    const { task } = this.state;
    const work = this.editor?.work();
    if (!task || !work || work.annotation !== null) return;
    const saver = this.saverFor(work.key, null);
    await saver.close();
    const body = { result: work.result, was_postponed: true };
    if (saver.draft === null) await this.options.rest.createDraft(task.id, null, body);
    else await this.options.rest.updateDraft(saver.draft.id, body, null);
    this.options.keeper.forget(task.id, null);
    this.savers.delete(work.key);
  }

  /** One act at a time, asked until it is answered. False: it was refused or given up, and the state says so. */
  private async perform(act: Act, work: Work | null, call: () => Promise<void>): Promise<boolean> {
    const { task, sending } = this.state;
    if (task === null || sending !== null) return false;
    const { keeper, project } = this.options;
    const kept =
      work === null ||
      keeper.keep({
        project: project.id,
        task: task.id,
        annotation: work.annotation,
        result: work.result,
        at: new Date().toISOString(),
      });
    this.set({ sending: { act, waiting: null, kept }, trouble: null });
    try {
      await this.persistent.run(call, (waiting) => this.set({ sending: { act, waiting, kept } }));
      this.set({ sending: null });
      return true;
    } catch (error) {
      this.set({ sending: null });
      if (work !== null) await this.refused(act, work, error);
      else this.set({ trouble: { kind: "refused", act, message: sentenceOf(error) } });
      return false;
    }
  }

  /** Submitted, updated, skipped or unskipped: what comes next is the next task of the queue, or the task as it is. */
  private async finish(
    act: Act,
    work: Work,
    call: (task: LabelTask, draft: Draft | null) => Promise<void>,
  ): Promise<void> {
    const { task } = this.state;
    if (task === null) return;
    const saver = this.savers.get(work.key);
    const done = await this.perform(act, work, async () => {
      await saver?.close();
      await call(task, saver?.draft ?? null);
    });
    if (!done) return;
    this.options.keeper.forget(task.id, work.annotation);
    this.savers.delete(work.key);
    await this.goOn(act, task, work.annotation);
  }

  private async goOn(act: Act, task: LabelTask, annotation: number | null): Promise<void> {
    this.options.onChanged?.(task.id);
    const onward = this.options.mode === "queue" && (act === "submit" || act === "skip");
    if (!onward) return this.open(task.id, act === "unskip" ? null : annotation);
    this.history = null; // it knows the annotation now
    await this.take();
  }

  /** The editor took its draft for gone: the task is shown again, with the work in it. */
  private async refused(act: Act, work: Work, error: unknown): Promise<void> {
    const { task } = this.state;
    if (task === null) return;
    if (error instanceof ApiError && error.status === 409 && (await this.collided(act, work, error.message)))
      return;
    this.reopen(work);
    const gaveUp = error instanceof ApiError && (error.temporary || error.status === 401);
    if (!gaveUp) this.set({ trouble: { kind: "refused", act, message: sentenceOf(error) } });
  }

  /** The person would rather go on than wait for the answer. */
  goOnEditing(): void {
    this.persistent.stop();
  }

  private reopen(work: Work): void {
    const { task } = this.state;
    if (task === null) return;
    const unique = this.unique;
    const again = {
      project: this.options.project.id,
      task: task.id,
      annotation: work.annotation,
      result: work.result,
    };
    this.present(work.annotation, { work: { ...again, at: new Date().toISOString() }, used: true });
    this.set({ restored: null });
    // The server may have the work although its answer was lost: it must know it again.
    this.unique = unique;
  }

  // ---- conflicts

  /** Somebody was faster. True: it was us, or the person is asked. */
  private async collided(act: Act, work: Work, message: string): Promise<boolean> {
    const { rest, account, keeper } = this.options;
    const id = this.state.task?.id ?? 0;
    let task: LabelTask;
    try {
      task = await rest.task(id);
    } catch {
      return false;
    }
    const candidates = task.annotations.filter((each) =>
      work.annotation === null ? each.completed_by === account : each.id === work.annotation,
    );
    const theirs = candidates.at(-1);
    if (theirs === undefined) return false;
    if (sameResult(theirs.result, work.result)) {
      keeper.forget(id, work.annotation);
      await this.goOn(act, task, theirs.id);
      return true;
    }
    this.set({ task, trouble: { kind: "conflict", message, theirs, mine: work, showing: "mine" } });
    this.showSide("mine");
    return true;
  }

  /** Of a conflict: that version stands in the editor, nothing is decided. */
  showSide(showing: "mine" | "theirs"): void {
    const { trouble, task } = this.state;
    if (trouble?.kind !== "conflict" || task === null || this.editor === null) return;
    this.dropSavers();
    const { mine, theirs } = trouble;
    this.editor.show(
      { ...task, predictions: [] },
      showing === "theirs"
        ? { drafts: [], select: { kind: "annotation", annotation: theirs.id } }
        : {
            drafts: [
              { annotation: mine.annotation, result: mine.result, createdAt: new Date().toISOString() },
            ],
            select: { kind: "draft", draft: 0 },
          },
    );
    this.set({ trouble: { ...trouble, showing } });
  }

  /** Mine becomes a draft; updating or submitting it again is the decision to go over theirs. */
  keepMine(): void {
    const { trouble } = this.state;
    if (trouble?.kind !== "conflict") return;
    // What is submitted next is known to be another one.
    this.unique = uniqueId();
    const { task } = this.state;
    if (task !== null) this.set({ trouble: null, task: { ...task, lockId: null } });
    this.reopen(trouble.mine);
  }

  async takeTheirs(): Promise<void> {
    const { trouble, task } = this.state;
    if (trouble?.kind !== "conflict" || task === null) return;
    this.options.keeper.forget(task.id, trouble.mine.annotation);
    const mine = task.drafts.find(({ annotation }) => annotation === trouble.mine.annotation);
    if (mine !== undefined) await this.options.rest.removeDraft(mine.id).catch(() => {});
    this.set({ trouble: null });
    this.dropSavers();
    await this.open(task.id, trouble.theirs.id);
  }

  acceptKept(): void {
    this.set({ restored: null });
  }

  /** What did not open is asked for once more. */
  async again(): Promise<void> {
    if (this.wanted === null) await this.take();
    else await this.open(this.wanted.task, this.wanted.annotation);
  }

  async probe(url: string): Promise<MediaProbe> {
    return this.editor?.probe(url) ?? { kind: "unreachable" };
  }

  dismissTrouble(): void {
    this.set({ trouble: null });
  }

  /** The task once more: for media that may load now. The work stays. */
  async reload(): Promise<void> {
    const { task } = this.state;
    if (task !== null) await this.open(task.id, this.editor?.work()?.annotation ?? null);
  }

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
