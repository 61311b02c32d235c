// Somebody was faster, or it is somebody else's: whose, and what.
import { ApiError } from "@/api/errors";
import type { Work } from "../../editor/port";
import type { LabelAnnotation, LabelTask } from "./rest";
import { sameResult } from "./work";

export type Collision =
  /** It is this very work: its answer was lost. */
  { kind: "saved"; annotation: number } | { kind: "other"; theirs: LabelAnnotation };

/** `task` as it is on the server now; null: there is nothing that the work collides with. */
export function collisionOf(task: LabelTask, work: Work, account: number): Collision | null {
  const candidates = task.annotations.filter((each) =>
    work.annotation === null ? each.completed_by === account : each.id === work.annotation,
  );
  const same = candidates.find(({ result }) => sameResult(result, work.result));
  if (same !== undefined) return { kind: "saved", annotation: same.id };
  const theirs = candidates.reduce<LabelAnnotation | undefined>(
    (newest, each) => (newest === undefined || each.updated_at > newest.updated_at ? each : newest),
    undefined,
  );
  return theirs === undefined ? null : { kind: "other", theirs };
}

/** "ann@example.com" of " ann@example.com, 1". */
export const makerName = (annotation: LabelAnnotation): string =>
  annotation.created_username.trim().replace(/, \d+$/, "");

/** Who made the annotation, where that is why the work on it was refused. */
export function makerOf(task: LabelTask, work: Work | null, account: number, error: unknown): string | null {
  if (work === null || !(error instanceof ApiError) || error.status !== 403) return null;
  const annotation = task.annotations.find(({ id }) => id === work.annotation);
  return annotation === undefined || annotation.completed_by === account ? null : makerName(annotation);
}
