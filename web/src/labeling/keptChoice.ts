// Of the work that the browser kept on a task: what the server does not have.
import type { KeptWork, WorkKeeper } from "./kept";
import type { LabelTask } from "./rest";
import type { Restored } from "./state";
import { sameResult } from "./work";

/** Forgets what a draft or an annotation holds by now. Work that is older than the server's draft waits to be asked for. */
export function keptFor(
  keeper: WorkKeeper,
  project: number,
  task: LabelTask,
  annotation: number | null,
): Restored | null {
  const known = [...task.drafts, ...task.annotations];
  let newest: KeptWork | null = null;
  for (const work of keeper.of(project, task.id)) {
    if (known.some(({ result }) => sameResult(result, work.result))) keeper.forget(task.id, work.annotation);
    else if (annotation === null || work.annotation === annotation) newest = work;
  }
  if (newest === null) return null;
  const { annotation: of, at } = newest;
  const overtaken = task.drafts.some((draft) => draft.annotation === of && draft.updatedAt > at);
  return { work: newest, used: !overtaken };
}
