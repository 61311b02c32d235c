// What a person does with the work: each act is one request, asked until it is answered.
import { sentenceOf } from "@/api/errors";
import type { Work } from "../../editor/port";
import { makerOf } from "./collision";
import type { Desk } from "./desk";
import { Persistent } from "./persist";
import type { AnnotationBody, LabelTask } from "./rest";
import type { Act } from "./state";
import { isTemporary } from "./waiting";

/** What comes after an act. */
export interface Onward {
  /** The task as it is on the server now. */
  open(task: number, annotation: number | null): Promise<void>;
  /** The work is on the server: the next task of the queue, or this one as it is now. */
  done(act: Act, task: LabelTask, annotation: number | null): Promise<void>;
  /** Whether a refusal is a conflict that is being handled. */
  collided(act: Act, work: Work, error: unknown): Promise<boolean>;
}

/** What the annotation was when it was read: somebody may have changed it since. */
function versionOf(task: LabelTask, work: Work): string | null {
  return task.annotations.find(({ id }) => id === work.annotation)?.updated_at ?? null;
}

export class Acts {
  private readonly desk: Desk;
  private readonly onward: Onward;
  private readonly persistent = new Persistent();

  constructor(desk: Desk, onward: Onward) {
    this.desk = desk;
    this.onward = onward;
  }

  /** Asks now for what waits. */
  wake(): void {
    this.persistent.wake();
  }

  /** What waits is given up; the work goes back into the editor. */
  stop(): void {
    this.persistent.stop();
  }

  submit(work: Work): Promise<void> {
    return this.finish("submit", work, async (task, body) => {
      await this.desk.options.rest.submit(task.id, { ...body, unique_id: this.desk.unique });
    });
  }

  /** Makes an annotation of one's own of the work on somebody else's. */
  async submitAsMine(): Promise<void> {
    const { editor, options, state } = this.desk;
    if (state.trouble?.kind !== "theirs") return;
    const { work } = state.trouble;
    const front = editor?.work();
    const latest = front?.annotation === work.annotation ? front : work;
    const mine = { ...latest, annotation: null, parentAnnotation: work.annotation };
    await this.finish("submit", mine, async (task, body) => {
      await options.rest.submit(task.id, { ...body, unique_id: this.desk.unique });
      options.keeper.forget(task.id, work.annotation);
    });
  }

  update(work: Work): Promise<void> {
    return this.finish("update", work, async (task, body) => {
      await this.desk.options.rest.update(work.annotation ?? 0, body, versionOf(task, work));
    });
  }

  skip(work: Work): Promise<void> {
    const { rest } = this.desk.options;
    return this.finish("skip", work, async (task, given) => {
      const body = { ...given, was_cancelled: true };
      if (work.annotation === null) await rest.submit(task.id, { ...body, unique_id: this.desk.unique });
      else await rest.update(work.annotation, body, versionOf(task, work));
    });
  }

  unskip(work: Work): Promise<void> {
    return this.finish("unskip", work, () => this.desk.options.rest.toDraft(work.annotation ?? 0));
  }

  async remove(key: string, annotation: number | null): Promise<void> {
    const { rest, keeper, onChanged } = this.desk.options;
    const { task } = this.desk.state;
    if (task === null) return;
    const saver = this.desk.drafts?.of(key);
    await this.desk.drafts?.flush();
    await saver?.close();
    const done = await this.perform("delete", null, async () => {
      if (annotation !== null) await rest.remove(annotation);
      else if (saver?.draft) await rest.removeDraft(saver.draft.id);
    });
    const { trouble } = this.desk.state;
    if (done) {
      keeper.forget(task.id, annotation);
      onChanged?.(task.id);
    }
    // The editor shows it no more, whether it is gone or not.
    await this.onward.open(task.id, null);
    if (!done) this.desk.set({ trouble });
  }

  /** The open task goes behind all others. */
  postpone(task: LabelTask): Promise<boolean> {
    const { rest, keeper } = this.desk.options;
    return this.perform("postpone", null, async () => {
      const work = this.desk.editor?.work();
      if (!work || work.annotation !== null) return;
      const saver = this.desk.drafts?.of(work.key);
      await saver?.close();
      const body = { result: work.result, was_postponed: true };
      if (saver?.draft) await rest.updateDraft(saver.draft.id, body, null);
      else await rest.createDraft(task.id, null, body);
      keeper.forget(task.id, null);
      this.desk.close();
    });
  }

  /** One act at a time. False: it was refused or given up, and the state says so. */
  async perform(act: Act, work: Work | null, call: () => Promise<void>): Promise<boolean> {
    const { desk } = this;
    const { task, sending } = desk.state;
    if (task === null || sending !== null) return false;
    const kept = work === null || desk.options.keeper.keep(desk.toKeep(task, work));
    desk.set({ sending: { act, waiting: null, kept }, trouble: null });
    const stillHere = () => desk.state.task?.id === task.id;
    try {
      await this.persistent.run(call, (waiting) => {
        if (stillHere()) desk.set({ sending: { act, waiting, kept } });
      });
      if (stillHere()) desk.set({ sending: null });
      return true;
    } catch (error) {
      if (!stillHere()) return false; // the browser has the work
      desk.set({ sending: null });
      if (work !== null && (await this.onward.collided(act, work, error))) return false;
      // The editor takes the work for submitted: it is put there anew.
      if (work !== null) desk.reopen(work);
      if (isTemporary(error)) return false;
      const maker = makerOf(task, work, desk.options.account, error);
      desk.set({
        trouble:
          work !== null && maker !== null
            ? { kind: "theirs", act, maker, work }
            : { kind: "refused", act, message: sentenceOf(error), work },
      });
      return false;
    }
  }

  private async finish(
    act: Act,
    work: Work,
    call: (task: LabelTask, body: AnnotationBody) => Promise<void>,
  ): Promise<void> {
    const { drafts, state, options } = this.desk;
    const { task } = state;
    if (task === null || drafts === null) return;
    const done = await this.perform(act, work, async () => {
      await drafts.of(work.key).close();
      await call(task, drafts.body(work));
    });
    if (!done) return;
    options.keeper.forget(task.id, work.annotation);
    await this.onward.done(act, task, work.annotation);
  }
}
