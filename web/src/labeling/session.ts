// One person labeling one project: which task is open, what the editor asks for, what the server says to it. Knows
// neither React nor the real editor; the page draws `state`.
import { ApiError, sentenceOf } from "@/api/errors";
import type { EditorEvents, EditorHandle, MediaFailure, MediaProbe, Work } from "../../editor/port";
import { collisionOf } from "./collision";
import { Drafts } from "./drafts";
import type { Mode, ProjectRules } from "./interfaces";
import type { KeptWork, WorkKeeper } from "./kept";
import { keptFor } from "./keptChoice";
import { planOpening } from "./opening";
import { Persistent } from "./persist";
import type { LabelingRest, LabelTask } from "./rest";
import { type Act, type Restored, type SessionState, START } from "./state";
import { Trail } from "./trail";
import { isTemporary } from "./waiting";
import { uniqueId } from "./work";

export interface SessionOptions {
  rest: LabelingRest;
  keeper: WorkKeeper;
  project: ProjectRules & { id: number };
  account: number;
  mode: Mode;
  /** Annotations of the task changed on the server: counts and lists are old. */
  onChanged?: (task: number) => void;
}

/** Leaving a task waits so long for its draft; the browser has it anyway. */
const LONGEST_FAREWELL = 4_000;

export class LabelingSession implements EditorEvents {
  state: SessionState = START;
  private readonly options: SessionOptions;
  private readonly listeners = new Set<() => void>();
  private readonly persistent = new Persistent();
  private editor: EditorHandle | null = null;
  private drafts: Drafts | null = null;
  private trail: Trail | null = null;
  /** The task that was asked for; null: whatever the queue gives. */
  private wanted: { task: number; annotation: number | null } | null = null;
  /** Counts loads, so that a slow answer does not overtake a later wish. */
  private load = 0;
  private openedAt = Date.now();
  /** The server takes one annotation with it, however often it is sent. */
  private unique = uniqueId();

  constructor(options: SessionOptions) {
    this.options = options;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** The editor is ready, or gone. */
  connect(editor: EditorHandle | null): void {
    if (editor === null) {
      this.keepNow();
      void this.drafts?.close();
      this.drafts = null;
    }
    this.editor = editor;
    if (editor !== null && this.state.phase === "labeling") this.present(this.wanted?.annotation ?? null);
  }

  /** Keys go to the editor. */
  focus(): void {
    this.editor?.focus();
  }

  async probe(url: string): Promise<MediaProbe> {
    return this.editor?.probe(url) ?? { kind: "unreachable" };
  }

  // ---- which task

  async open(task: number, annotation: number | null = null): Promise<void> {
    await this.leave();
    this.wanted = { task, annotation };
    await this.loading(() => this.options.rest.task(task), annotation);
  }

  /** Opens what the queue gives. */
  async take(): Promise<void> {
    const { rest, project } = this.options;
    await this.leave();
    this.wanted = null;
    await this.loading(() => rest.next(project.id), null);
  }

  /** What did not open is asked for once more. */
  async again(): Promise<void> {
    if (this.wanted === null) await this.take();
    else await this.open(this.wanted.task, this.wanted.annotation);
  }

  /** The task once more, for media that may load now. The work stays. */
  async reload(): Promise<void> {
    const { task } = this.state;
    if (task !== null) await this.open(task.id, this.editor?.work()?.annotation ?? null);
  }

  async previous(): Promise<void> {
    const item = this.trail?.before(this.state.task?.id ?? null);
    if (item !== undefined) await this.open(item.taskId, item.annotationId);
  }

  /** Forward where one came from; at the end the open task goes behind all others, as a draft. */
  async next(): Promise<void> {
    const { task, phase } = this.state;
    const item = this.trail?.after(task?.id ?? null);
    if (item !== undefined) return this.open(item.taskId, item.annotationId);
    if (task !== null && phase === "labeling" && !(await this.postpone(task))) return;
    await this.take();
  }

  private async loading(get: () => Promise<LabelTask | null>, annotation: number | null): Promise<void> {
    const load = ++this.load;
    void this.drafts?.close();
    this.drafts = null;
    this.set({ ...START, canGoBack: this.state.canGoBack });
    const { rest, mode, project } = this.options;
    try {
      if (mode === "queue") this.trail ??= new Trail(await rest.history(project.id));
      const task = await get();
      if (load !== this.load) return;
      if (task === null) {
        this.set({ phase: "empty", canGoBack: this.trail?.empty === false });
        return;
      }
      this.openedAt = Date.now();
      this.unique = task.lockId ?? uniqueId();
      if (task.lockId !== null) this.trail?.add(task.id);
      this.set({
        phase: "labeling",
        task,
        restored: keptFor(this.options.keeper, this.options.project.id, task, annotation),
        canGoBack: this.trail?.before(task.id) !== undefined,
        canGoForward: this.trail?.after(task.id) !== undefined,
      });
      this.present(annotation);
    } catch (error) {
      if (load === this.load) this.set({ phase: "failed", error });
    }
  }

  /** Before another task comes: the draft is sent, and kept in the browser if that fails or takes long. */
  private async leave(): Promise<void> {
    this.persistent.stop();
    if (this.drafts === null) return;
    this.drafts.keepNow();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const enough = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LONGEST_FAREWELL);
    });
    await Promise.race([this.drafts.flush(), enough]);
    clearTimeout(timer);
  }

  // ---- into the editor

  private present(annotation: number | null): void {
    const { task, restored } = this.state;
    const { rest, keeper, project, mode } = this.options;
    if (this.editor === null || task === null) return;
    void this.drafts?.close();
    const { editor, openedAt } = this;
    const used = restored?.used ? restored.work : null;
    const planned = planOpening(task, { mode, project, annotation, restored: used });
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

  // ---- work that the browser kept

  /** It stands in the editor and is wanted. */
  acceptKept(): void {
    this.set({ restored: null });
  }

  /** Puts it into the editor. */
  restoreKept(): void {
    const { restored } = this.state;
    if (restored === null) return;
    this.set({ restored: { ...restored, used: true } });
    this.present(null);
  }

  /** It is not wanted; where it stands in the editor, the task is shown as it was without it. */
  async discardKept(): Promise<void> {
    const { restored, task } = this.state;
    if (restored === null || task === null) return;
    this.options.keeper.forget(task.id, restored.work.annotation);
    this.set({ restored: null });
    if (!restored.used) return;
    const front = this.editor?.work();
    const saver = front ? this.drafts?.of(front.key) : undefined;
    await this.drafts?.close();
    this.options.keeper.forget(task.id, restored.work.annotation);
    const before = task.drafts.find(({ id }) => id === saver?.draft?.id);
    const { rest } = this.options;
    const undone = await this.perform("delete", null, async () => {
      if (saver?.draft && before === undefined) await rest.removeDraft(saver.draft.id);
      else if (before) await rest.updateDraft(before.id, { result: before.result }, null);
    });
    this.drafts = null;
    if (undone) await this.open(task.id);
  }

  // ---- drafts

  /** Sends what is not on the server yet. */
  async flush(): Promise<void> {
    await this.drafts?.flush();
  }

  /** The page is being left: whatever happens to requests, the browser has the work. */
  keepNow(): void {
    this.drafts?.keepNow();
  }

  /** The server answers again. */
  retry(): void {
    this.persistent.wake();
    this.drafts?.retry();
    if (this.state.phase === "failed") void this.again();
  }

  /** After a conflict of drafts: mine goes over the other. */
  async keepMyDraft(): Promise<void> {
    await this.drafts?.overwriteConflicts();
  }

  /** After a conflict of drafts: the other is loaded. */
  async takeTheirDraft(): Promise<void> {
    const { task } = this.state;
    if (task === null) return;
    await this.forgetAll(task);
    await this.open(task.id);
  }

  private async forgetAll(task: LabelTask): Promise<void> {
    await this.drafts?.close();
    this.drafts = null;
    const { keeper, project } = this.options;
    for (const work of keeper.of(project.id, task.id)) keeper.forget(task.id, work.annotation);
  }

  // ---- what the editor tells

  changed = (key: string): void => {
    if (this.state.trouble?.kind !== "conflict") this.drafts?.of(key).changed();
  };

  selected = (key: string | null): void => {
    void this.drafts?.flush();
    if (key !== null) this.drafts?.of(key);
  };

  submit = (work: Work): void => {
    const { rest } = this.options;
    void this.finish("submit", work, async (task, body) => {
      await rest.submit(task.id, { ...body, unique_id: this.unique });
    });
  };

  update = (work: Work): void => {
    void this.finish("update", work, async (task, body) => {
      await this.options.rest.update(work.annotation ?? 0, body, versionOf(task, work));
    });
  };

  skip = (work: Work): void => {
    const { rest } = this.options;
    void this.finish("skip", work, async (task, given) => {
      const body = { ...given, was_cancelled: true };
      if (work.annotation === null) await rest.submit(task.id, { ...body, unique_id: this.unique });
      else await rest.update(work.annotation, body, versionOf(task, work));
    });
  };

  unskip = (work: Work): void => {
    void this.finish("unskip", work, () => this.options.rest.toDraft(work.annotation ?? 0));
  };

  removed = ({ key, annotation }: { key: string; annotation: number | null }): void => {
    void this.remove(key, annotation);
  };

  mediaFailed = (failure: MediaFailure): void => {
    if (this.state.media.some(({ url }) => url === failure.url)) return;
    this.set({ media: [...this.state.media, failure] });
  };

  failed = (message: string): void => {
    if (this.state.trouble === null) this.set({ trouble: { kind: "editor", message } });
  };

  dismissTrouble(): void {
    this.set({ trouble: null });
  }

  // ---- to the server

  private async remove(key: string, annotation: number | null): Promise<void> {
    const { rest, keeper } = this.options;
    const { task } = this.state;
    if (task === null) return;
    const saver = this.drafts?.of(key);
    await this.drafts?.flush();
    await saver?.close();
    const done = await this.perform("delete", null, async () => {
      if (annotation !== null) await rest.remove(annotation);
      else if (saver?.draft) await rest.removeDraft(saver.draft.id);
    });
    const { trouble } = this.state;
    if (done) {
      keeper.forget(task.id, annotation);
      this.options.onChanged?.(task.id);
    }
    // The editor shows it no more, whether it is gone or not.
    await this.open(task.id);
    if (!done) this.set({ trouble });
  }

  private postpone(task: LabelTask): Promise<boolean> {
    return this.perform("postpone", null, async () => {
      const work = this.editor?.work();
      if (!work || work.annotation !== null) return;
      const saver = this.drafts?.of(work.key);
      await saver?.close();
      const body = { result: work.result, was_postponed: true };
      if (saver?.draft) await this.options.rest.updateDraft(saver.draft.id, body, null);
      else await this.options.rest.createDraft(task.id, null, body);
      this.options.keeper.forget(task.id, null);
      this.drafts = null;
    });
  }

  /** One act at a time, asked until it is answered. False: it was refused or given up, and the state says so. */
  private async perform(act: Act, work: Work | null, call: () => Promise<void>): Promise<boolean> {
    const { task, sending } = this.state;
    if (task === null || sending !== null) return false;
    const kept = work === null || this.options.keeper.keep(this.toKeep(task, work));
    this.set({ sending: { act, waiting: null, kept }, trouble: null });
    const stillHere = () => this.state.task?.id === task.id;
    try {
      await this.persistent.run(call, (waiting) => {
        if (stillHere()) this.set({ sending: { act, waiting, kept } });
      });
      if (stillHere()) this.set({ sending: null });
      return true;
    } catch (error) {
      if (!stillHere()) return false; // the browser has the work
      this.set({ sending: null });
      if (work === null || !(await this.collided(act, work, error))) this.refused(act, work, error);
      return false;
    }
  }

  /** Submitted, updated, skipped or unskipped. */
  private async finish(
    act: Act,
    work: Work,
    call: (task: LabelTask, body: ReturnType<Drafts["body"]>) => Promise<void>,
  ): Promise<void> {
    const { task } = this.state;
    const { drafts } = this;
    if (task === null || drafts === null) return;
    const done = await this.perform(act, work, async () => {
      await drafts.of(work.key).close();
      await call(task, drafts.body(work));
    });
    if (!done) return;
    this.options.keeper.forget(task.id, work.annotation);
    await this.goOn(act, task, work.annotation);
  }

  /** To the next task of the queue, or to this one as it is now. */
  private async goOn(act: Act, task: LabelTask, annotation: number | null): Promise<void> {
    this.options.onChanged?.(task.id);
    if (this.state.task?.id !== task.id) return;
    this.trail = null; // it knows of the annotation now
    if (this.options.mode === "queue" && (act === "submit" || act === "skip")) await this.take();
    else await this.open(task.id, act === "unskip" ? null : annotation);
  }

  /** The person would rather go on than wait for the answer. */
  goOnEditing(): void {
    this.persistent.stop();
  }

  private refused(act: Act, work: Work | null, error: unknown): void {
    // The editor takes the work for submitted: it is put there anew.
    if (work !== null) this.reopen(work);
    if (!isTemporary(error))
      this.set({ trouble: { kind: "refused", act, message: sentenceOf(error), work } });
  }

  private toKeep(task: LabelTask, { annotation, result }: Work): KeptWork {
    return {
      project: this.options.project.id,
      task: task.id,
      annotation,
      result,
      at: new Date().toISOString(),
    };
  }

  private reopen(work: Work): void {
    const { task } = this.state;
    if (task === null) return;
    const restored: Restored = { work: this.toKeep(task, work), used: true };
    this.set({ restored });
    this.present(work.annotation);
    this.set({ restored: null });
  }

  // ---- conflicts

  /** Whether somebody was faster; then either it was this very work, or the person is asked. */
  private async collided(act: Act, work: Work, error: unknown): Promise<boolean> {
    const { task } = this.state;
    if (task === null || !(error instanceof ApiError) || error.status !== 409) return false;
    const now = await this.options.rest.task(task.id).catch(() => null);
    const collision = now && collisionOf(now, work, this.options.account);
    if (!now || !collision || this.state.task?.id !== task.id) return false;
    if (collision.kind === "saved") {
      this.options.keeper.forget(task.id, work.annotation);
      await this.goOn(act, now, collision.annotation);
    } else {
      const { theirs } = collision;
      this.set({
        task: now,
        trouble: { kind: "conflict", message: error.message, theirs, mine: work, showing: "mine" },
      });
      this.showSide("mine");
    }
    return true;
  }

  /** Of a conflict: that version stands in the editor, nothing is decided. */
  showSide(showing: "mine" | "theirs"): void {
    const { trouble, task } = this.state;
    if (trouble?.kind !== "conflict" || task === null) return;
    void this.drafts?.close();
    this.drafts = null;
    const { annotation, result } = trouble.mine;
    const createdAt = new Date().toISOString();
    this.editor?.show(
      { ...task, predictions: [] },
      showing === "theirs"
        ? { drafts: [], select: { kind: "annotation", annotation: trouble.theirs.id } }
        : { drafts: [{ annotation, result, createdAt }], select: { kind: "draft", draft: 0 } },
    );
    this.set({ trouble: { ...trouble, showing } });
  }

  /** Mine becomes a draft; submitting or updating once more is the decision to go over theirs. */
  keepMine(): void {
    const { trouble } = this.state;
    if (trouble?.kind !== "conflict") return;
    this.unique = uniqueId();
    this.set({ trouble: null });
    this.reopen(trouble.mine);
  }

  async takeTheirs(): Promise<void> {
    const { trouble, task } = this.state;
    if (trouble?.kind !== "conflict" || task === null) return;
    const mine = task.drafts.find(({ annotation }) => annotation === trouble.mine.annotation);
    const { rest } = this.options;
    if (mine !== undefined && !(await this.perform("delete", null, () => rest.removeDraft(mine.id)))) return;
    await this.forgetAll(task);
    await this.open(task.id, trouble.theirs.id);
  }
}

/** What the annotation was when it was read: somebody may have changed it since. */
function versionOf(task: LabelTask, work: Work): string | null {
  return task.annotations.find(({ id }) => id === work.annotation)?.updated_at ?? null;
}
