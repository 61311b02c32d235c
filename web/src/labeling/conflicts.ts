// Two versions of one piece of work: both are shown, the person chooses, nothing is lost before.
import { ApiError } from "@/api/errors";
import type { Work } from "../../editor/port";
import type { Acts, Onward } from "./acts";
import { collisionOf } from "./collision";
import type { Desk } from "./desk";
import type { Act } from "./state";
import { uniqueId } from "./work";

export class Conflicts {
  private readonly desk: Desk;
  private readonly acts: Acts;
  private readonly onward: Onward;

  constructor(desk: Desk, acts: Acts, onward: Onward) {
    this.desk = desk;
    this.acts = acts;
    this.onward = onward;
  }

  /** Whether somebody was faster; then either it was this very work, or the person is asked. */
  async meet(act: Act, work: Work, error: unknown): Promise<boolean> {
    const { task } = this.desk.state;
    const { rest, account, keeper } = this.desk.options;
    if (task === null || !(error instanceof ApiError) || error.status !== 409) return false;
    const now = await rest.task(task.id).catch(() => null);
    const collision = now && collisionOf(now, work, account);
    if (!now || !collision || this.desk.state.task?.id !== task.id) return false;
    if (collision.kind === "saved") {
      keeper.forget(task.id, work.annotation);
      await this.onward.done(act, now, collision.annotation);
    } else {
      const { theirs } = collision;
      const trouble = {
        kind: "conflict",
        message: error.message,
        theirs,
        mine: work,
        showing: "mine",
      } as const;
      this.desk.set({ task: now, trouble });
      this.show("mine");
    }
    return true;
  }

  /** That version stands in the editor; nothing is decided. */
  show(showing: "mine" | "theirs"): void {
    const { trouble, task } = this.desk.state;
    if (trouble?.kind !== "conflict" || task === null) return;
    this.desk.close();
    const { annotation, result } = trouble.mine;
    const createdAt = new Date().toISOString();
    this.desk.editor?.show(
      { ...task, predictions: [] },
      showing === "theirs"
        ? { drafts: [], select: { kind: "annotation", annotation: trouble.theirs.id } }
        : { drafts: [{ annotation, result, createdAt }], select: { kind: "draft", draft: 0 } },
    );
    this.desk.set({ trouble: { ...trouble, showing } });
  }

  /** Mine becomes a draft; submitting or updating once more is the decision to go over theirs. */
  keepMine(): void {
    const { trouble } = this.desk.state;
    if (trouble?.kind !== "conflict") return;
    this.desk.unique = uniqueId();
    this.desk.set({ trouble: null });
    this.desk.reopen(trouble.mine);
  }

  async takeTheirs(): Promise<void> {
    const { trouble, task } = this.desk.state;
    if (trouble?.kind !== "conflict" || task === null) return;
    const mine = task.drafts.find(({ annotation }) => annotation === trouble.mine.annotation);
    const { rest } = this.desk.options;
    if (mine !== undefined && !(await this.acts.perform("delete", null, () => rest.removeDraft(mine.id))))
      return;
    await this.desk.forgetAll(task);
    await this.onward.open(task.id, trouble.theirs.id);
  }

  /** Of drafts: mine goes over the other. */
  async keepMyDraft(): Promise<void> {
    await this.desk.drafts?.overwriteConflicts();
  }

  /** Of drafts: the other is loaded. */
  async takeTheirDraft(): Promise<void> {
    const { task } = this.desk.state;
    if (task === null) return;
    await this.desk.forgetAll(task);
    await this.onward.open(task.id, null);
  }
}
