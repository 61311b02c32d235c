// One person labeling one project: which task is open, and who does what the editor and the page ask for. Knows
// neither React nor the real editor; the page draws `state`.
import type {
  Drawn,
  EditorEvents,
  EditorHandle,
  MediaFailure,
  MediaProbe,
  Result,
  Work,
} from "../../editor/port";
import { Acts, type Onward } from "./acts";
import { Conflicts } from "./conflicts";
import { Desk, type SessionOptions } from "./desk";
import type { LabelTask } from "./rest";
import { type Act, type SessionState, START } from "./state";
import { Trail } from "./trail";

export class LabelingSession implements EditorEvents, Onward {
  readonly conflicts: Conflicts;
  private readonly desk: Desk;
  private readonly acts: Acts;
  private trail: Trail | null = null;
  /** The task that was asked for; null: whatever the queue gives. */
  private wanted: { task: number; annotation: number | null } | null = null;
  /** Counts loads, so that a slow answer does not overtake a later wish. */
  private load = 0;

  constructor(options: SessionOptions) {
    this.desk = new Desk(options);
    this.acts = new Acts(this.desk, this);
    this.conflicts = new Conflicts(this.desk, this.acts, this);
  }

  get state(): SessionState {
    return this.desk.state;
  }

  subscribe = (listener: () => void): (() => void) => this.desk.subscribe(listener);

  /** The editor is ready, or gone. */
  connect(editor: EditorHandle | null): void {
    if (editor === null) {
      this.keepNow();
      this.desk.close();
    }
    this.desk.editor = editor;
    if (editor !== null && this.state.phase === "labeling")
      this.desk.present(this.wanted?.annotation ?? null);
  }

  /** Keys go to the editor. */
  focus(): void {
    this.desk.editor?.focus();
  }

  async probe(url: string): Promise<MediaProbe> {
    return this.desk.editor?.probe(url) ?? { kind: "unreachable" };
  }

  // ---- which task

  async open(task: number, annotation: number | null = null): Promise<void> {
    await this.leave();
    this.wanted = { task, annotation };
    await this.loading(() => this.desk.options.rest.task(task), annotation);
  }

  /** Opens what the queue gives. */
  async take(): Promise<void> {
    const { rest, project } = this.desk.options;
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
    if (task !== null) await this.open(task.id, this.desk.editor?.work()?.annotation ?? null);
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
    if (task !== null && phase === "labeling" && !(await this.acts.postpone(task))) return;
    await this.take();
  }

  private async leave(): Promise<void> {
    this.acts.stop();
    await this.desk.leave();
  }

  private async loading(get: () => Promise<LabelTask | null>, annotation: number | null): Promise<void> {
    const load = ++this.load;
    const { desk } = this;
    const { rest, mode, project } = desk.options;
    desk.close();
    desk.set({ ...START, canGoBack: this.state.canGoBack });
    try {
      if (mode === "queue") this.trail ??= new Trail(await rest.history(project.id));
      const task = await get();
      if (load !== this.load) return;
      if (task === null) return desk.set({ phase: "empty", canGoBack: this.trail?.empty === false });
      if (task.lockId !== null) this.trail?.add(task.id);
      desk.set({
        canGoBack: this.trail?.before(task.id) !== undefined,
        canGoForward: this.trail?.after(task.id) !== undefined,
      });
      desk.lay(task, annotation);
    } catch (error) {
      if (load === this.load) desk.set({ phase: "failed", error });
    }
  }

  // ---- after an act

  done = async (act: Act, task: LabelTask, annotation: number | null): Promise<void> => {
    const { onChanged, mode } = this.desk.options;
    onChanged?.(task.id);
    if (this.state.task?.id !== task.id) return;
    this.trail = null; // it knows of the annotation now
    if (mode === "queue" && (act === "submit" || act === "skip")) await this.take();
    else await this.open(task.id, act === "unskip" ? null : annotation);
  };

  collided = (act: Act, work: Work, error: unknown): Promise<boolean> =>
    this.conflicts.meet(act, work, error);

  /** The person would rather go on than wait for the answer. */
  goOnEditing(): void {
    this.acts.stop();
  }

  closeHelp(): void {
    this.desk.set({ help: false });
  }

  submitAsMine(): Promise<void> {
    return this.acts.submitAsMine();
  }

  dismissTrouble(): void {
    this.desk.set({ trouble: null });
  }

  // ---- drafts

  /** Sends what is not on the server yet. */
  async flush(): Promise<void> {
    await this.desk.drafts?.flush();
  }

  /** The page is being left: whatever happens to requests, the browser has the work. */
  keepNow(): void {
    this.desk.drafts?.keepNow();
  }

  /** The server answers again. */
  retry(): void {
    this.acts.wake();
    this.desk.drafts?.retry();
    if (this.state.phase === "failed") void this.again();
  }

  // ---- work that the browser kept

  /** It stands in the editor and is wanted. */
  acceptKept(): void {
    this.desk.set({ restored: null });
  }

  /** Puts it into the editor. */
  restoreKept(): void {
    const { restored } = this.state;
    if (restored === null) return;
    this.desk.set({ restored: { ...restored, used: true } });
    this.desk.present(null);
  }

  /** It is not wanted; where it stands in the editor, the task is shown as it was without it. */
  async discardKept(): Promise<void> {
    const { restored, task } = this.state;
    if (restored === null || task === null) return;
    const { editor, drafts, options } = this.desk;
    const { rest, keeper } = options;
    this.desk.set({ restored: null });
    if (!restored.used) return keeper.forget(task.id, restored.work.annotation);
    const front = editor?.work();
    const saver = front ? drafts?.of(front.key) : undefined;
    await this.desk.forgetAll(task);
    const before = task.drafts.find(({ id }) => id === saver?.draft?.id);
    const undone = await this.acts.perform("delete", null, async () => {
      if (before) await rest.updateDraft(before.id, { result: before.result }, null);
      else if (saver?.draft) await rest.removeDraft(saver.draft.id);
    });
    if (undone) await this.open(task.id);
  }

  // ---- what the editor tells

  changed = (key: string): void => {
    this.desk.drafts?.of(key).changed();
  };

  selected = (key: string | null): void => {
    void this.desk.drafts?.flush();
    if (key !== null) this.desk.drafts?.of(key);
  };

  submit = (work: Work): void => void this.acts.submit(work);
  update = (work: Work): void => void this.acts.update(work);
  skip = (work: Work): void => void this.acts.skip(work);
  unskip = (work: Work): void => void this.acts.unskip(work);
  removed = ({ key, annotation }: { key: string; annotation: number | null }): void =>
    void this.acts.remove(key, annotation);

  mediaFailed = (failure: MediaFailure): void => {
    if (this.state.media.some(({ url }) => url === failure.url)) return;
    this.desk.set({ media: [...this.state.media, failure] });
  };

  help = (): void => {
    this.desk.set({ help: true });
  };

  suggest = async (drawn: Drawn): Promise<Result[]> => {
    const { rest, project } = this.desk.options;
    try {
      return await rest.suggest(project.id, drawn);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.state.trouble === null) this.desk.set({ trouble: { kind: "model", message } });
      return [];
    }
  };

  failed = (message: string): void => {
    if (this.state.trouble === null) this.desk.set({ trouble: { kind: "editor", message } });
  };
}
