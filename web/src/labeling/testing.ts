// A server and an editor for the tests of this folder.
import { ApiError } from "@/api/errors";
import type { EditorHandle, EditorTask, Opening, Result, Work } from "../../editor/port";
import type { Draft, LabelAnnotation, LabelingRest, LabelTask } from "./rest";

export const region = (id: string): Result => ({ id, type: "rectanglelabels" });

let clock = 0;
/** Each later than the one before. */
const stamp = (): string => new Date(Date.UTC(2026, 0, 1) + 1000 * clock++).toISOString();

export function taskOf(id: number, more: Partial<LabelTask> = {}): LabelTask {
  return {
    id,
    innerId: id,
    data: {},
    annotations: [],
    predictions: [],
    drafts: [],
    lockId: null,
    predictionProblem: null,
    ...more,
  };
}

export function annotationOf(
  id: number,
  result: Result[],
  more: Partial<LabelAnnotation> = {},
): LabelAnnotation {
  const at = stamp();
  return {
    id,
    result,
    created_at: at,
    updated_at: at,
    created_username: " ann@example.com, 1",
    completed_by: 1,
    was_cancelled: false,
    ground_truth: false,
    lead_time: null,
    parent_prediction: null,
    parent_annotation: null,
    ...more,
  };
}

/** A server with these tasks, in the order of its queue. `trouble` is thrown instead of answers; `calls` notes them. */
export class FakeServer implements LabelingRest {
  readonly calls: string[] = [];
  readonly tasks: Map<number, LabelTask>;
  trouble: Error | null = null;
  /** The next answer is lost after the server did what was asked. */
  loseAnswer = false;
  private ids = 100;
  private readonly unique = new Set<string>();

  constructor(tasks: LabelTask[]) {
    this.tasks = new Map(tasks.map((task) => [task.id, task]));
  }

  private answer<T>(call: string, act: () => T): Promise<T> {
    this.calls.push(call);
    if (this.trouble !== null) return Promise.reject(this.trouble);
    try {
      const value = structuredClone(act());
      if (!this.loseAnswer) return Promise.resolve(value);
      this.loseAnswer = false;
      return Promise.reject(new ApiError(0, "The server does not answer."));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  private get(id: number): LabelTask {
    const task = this.tasks.get(id);
    if (task === undefined) throw new ApiError(404, `There is no task ${id}.`);
    return task;
  }

  next = () =>
    this.answer("next", () => {
      const free = [...this.tasks.values()].filter(({ annotations }) => annotations.length === 0);
      const task = free.find(({ drafts }) => drafts.length === 0) ?? free[0];
      return task === undefined ? null : { ...task, lockId: `lock ${task.id}` };
    });
  task = (id: number) => this.answer(`task ${id}`, () => this.get(id));
  history = () =>
    this.answer("history", () =>
      [...this.tasks.values()]
        .filter(({ annotations }) => annotations.length > 0)
        .map(({ id, annotations }) => ({ taskId: id, annotationId: annotations[0]?.id ?? null })),
    );

  submit: LabelingRest["submit"] = (id, body) =>
    this.answer(`submit ${id}${body.was_cancelled ? " skipped" : ""}`, () => {
      const task = this.get(id);
      if (this.unique.has(body.unique_id ?? "")) throw new ApiError(409, "It was saved before.");
      this.unique.add(body.unique_id ?? "");
      const made = annotationOf(this.ids++, body.result ?? [], {
        was_cancelled: body.was_cancelled ?? false,
      });
      task.annotations.push(made);
      task.drafts = task.drafts.filter((draft) => draft.id !== body.draft_id);
      return made;
    });

  update: LabelingRest["update"] = (id, body, expected) =>
    this.answer(`update ${id}`, () => {
      const all = [...this.tasks.values()].flatMap(({ annotations }) => annotations);
      const found = all.find((annotation) => annotation.id === id);
      if (found === undefined) throw new ApiError(404, `There is no annotation ${id}.`);
      if (expected !== null && expected !== found.updated_at) throw new ApiError(409, "Somebody changed it.");
      Object.assign(found, { result: body.result, updated_at: stamp() });
      return found;
    });

  remove = (id: number) =>
    this.answer(`remove ${id}`, () => {
      for (const task of this.tasks.values())
        task.annotations = task.annotations.filter((annotation) => annotation.id !== id);
    });

  toDraft = (id: number) =>
    this.answer(`to draft ${id}`, () => {
      for (const task of this.tasks.values()) {
        const found = task.annotations.find((annotation) => annotation.id === id);
        if (found === undefined) continue;
        task.annotations = task.annotations.filter((annotation) => annotation !== found);
        task.drafts.push(this.draft(null, found.result, 0));
      }
    });

  private draft(annotation: number | null, result: Result[], leadTime: number): Draft {
    const at = stamp();
    return { id: this.ids++, annotation, result, leadTime, createdAt: at, updatedAt: at };
  }

  createDraft: LabelingRest["createDraft"] = (id, annotation, body) =>
    this.answer(`create draft of ${id}${body.was_postponed ? " postponed" : ""}`, () => {
      const made = this.draft(annotation, body.result as Result[], body.lead_time ?? 0);
      this.get(id).drafts.push(made);
      return made;
    });

  updateDraft: LabelingRest["updateDraft"] = (id, body, expected) =>
    this.answer(`update draft ${id}${body.was_postponed ? " postponed" : ""}`, () => {
      const all = [...this.tasks.values()].flatMap(({ drafts }) => drafts);
      const found = all.find((draft) => draft.id === id);
      if (found === undefined) throw new ApiError(404, `There is no draft ${id}.`);
      if (expected !== null && expected !== found.updatedAt)
        throw new ApiError(409, "The draft was changed.");
      Object.assign(found, { result: body.result, updatedAt: stamp() });
      return found;
    });

  /** What the model makes of everything. */
  suggestions: Result[] = [];
  suggest: LabelingRest["suggest"] = (_, { task }) => this.answer(`suggest ${task}`, () => this.suggestions);

  removeDraft = (id: number) =>
    this.answer(`remove draft ${id}`, () => {
      for (const task of this.tasks.values()) task.drafts = task.drafts.filter((draft) => draft.id !== id);
    });
}

interface Piece {
  key: string;
  annotation: number | null;
  result: Result[];
  parentPrediction: number | null;
}

/** An editor whose work is a list of results per annotation. */
export class FakeEditor implements EditorHandle {
  pieces: Piece[] = [];
  front = 0;
  task: EditorTask | null = null;
  private keys = 0;

  show(task: EditorTask, opening: Opening) {
    this.task = task;
    const piece = (
      annotation: number | null,
      result: Result[],
      parentPrediction: number | null = null,
    ): Piece => ({
      key: `k${this.keys++}`,
      annotation,
      result: structuredClone(result),
      parentPrediction,
    });
    this.pieces = task.annotations.map(({ id, result }) => piece(id, result));
    const drafts = opening.drafts.map(({ annotation, result }) => {
      const changed = this.pieces.find((each) => annotation !== null && each.annotation === annotation);
      if (changed === undefined) this.pieces.push(piece(annotation, result));
      else changed.result = structuredClone(result);
      return (changed ?? this.pieces.at(-1))?.key ?? null;
    });
    const { select } = opening;
    let front = -1;
    if (select.kind === "draft") front = this.pieces.findIndex(({ key }) => key === drafts[select.draft]);
    if (select.kind === "annotation")
      front = this.pieces.findIndex(({ annotation }) => annotation === select.annotation);
    if (front < 0) {
      const from = task.predictions.find(
        ({ id }) => select.kind === "prediction" && id === select.prediction,
      );
      front = this.pieces.push(piece(null, from?.result ?? [], from?.id ?? null)) - 1;
    }
    this.front = front;
    return { drafts, configErrors: [] };
  }

  work(key?: string): Work | null {
    const piece = key === undefined ? this.pieces[this.front] : this.pieces.find((each) => each.key === key);
    return piece === undefined ? null : { ...structuredClone(piece), parentAnnotation: null };
  }

  /** The person draws that; returns the key to tell the session. */
  draw(...results: Result[]): string {
    const piece = this.pieces[this.front];
    if (piece === undefined) throw new Error("Nothing is open.");
    piece.result = results;
    return piece.key;
  }

  get now(): Work {
    const work = this.work();
    if (work === null) throw new Error("Nothing is open.");
    return work;
  }

  focus() {}
  probe = () => Promise.resolve({ kind: "loads" as const });
  destroy() {}
}
