// What labeling asks of the server.
import { api, ok, type Schemas } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Drawn, EditorAnnotation, EditorPrediction, Result } from "../../editor/port";

export interface Draft {
  id: number;
  /** The annotation it changes; null when it becomes a new one. */
  annotation: number | null;
  result: Result[];
  leadTime: number;
  createdAt: string;
  updatedAt: string;
}

export interface LabelAnnotation extends EditorAnnotation {
  updated_at: string;
}

export interface LabelTask {
  id: number;
  innerId: number;
  data: Record<string, unknown>;
  annotations: LabelAnnotation[];
  predictions: EditorPrediction[];
  /** The caller's own. */
  drafts: Draft[];
  /** Of a task that the queue gave: the lock it is kept by. */
  lockId: string | null;
  /** Why the model's prediction is not there; null where it is, or where there is no model. */
  predictionProblem: string | null;
}

export type AnnotationBody = Schemas["AnnotationBody"];
export type DraftBody = Schemas["AnnotationDraftBody"];
export type HistoryItem = Schemas["LabelStreamHistoryItem"];

/** Which tasks the queue gives, in their order. */
export interface QueueChoice {
  query?: string;
  search?: string;
}

export interface LabelingRest {
  /** Null: there is none for the caller. */
  next(project: number): Promise<LabelTask | null>;
  task(id: number): Promise<LabelTask>;
  history(project: number): Promise<HistoryItem[]>;
  submit(task: number, body: AnnotationBody): Promise<LabelAnnotation>;
  /** `expected`: the updated_at it had when it was read; 409 if somebody changed it since. */
  update(annotation: number, body: AnnotationBody, expected: string | null): Promise<LabelAnnotation>;
  remove(annotation: number): Promise<void>;
  toDraft(annotation: number): Promise<void>;
  createDraft(task: number, annotation: number | null, body: DraftBody): Promise<Draft>;
  updateDraft(draft: number, body: DraftBody, expected: string | null): Promise<Draft>;
  removeDraft(draft: number): Promise<void>;
  /** What the project's model makes of what a smart tool drew; none without a model. */
  suggest(project: number, drawn: Drawn): Promise<Result[]>;
}

const isResult = (value: unknown): value is Result => typeof value === "object" && value !== null;

/** A draft may hold any JSON; the editor can show regions. */
const regions = (value: unknown): Result[] => (Array.isArray(value) ? value.filter(isResult) : []);

/** Of an account that stands as its id or as an object. */
function accountId(value: unknown): number | null {
  if (typeof value === "number") return value;
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  return typeof value.id === "number" ? value.id : null;
}

const draftOf = (draft: Schemas["AnnotationDraft"]): Draft => ({
  id: draft.id,
  annotation: draft.annotation,
  result: regions(draft.result),
  leadTime: draft.lead_time ?? 0,
  createdAt: draft.created_at,
  updatedAt: draft.updated_at,
});

const annotationOf = (annotation: Schemas["TaskAnnotation"]): LabelAnnotation => ({
  id: annotation.id,
  result: annotation.result ?? [],
  created_at: annotation.created_at,
  updated_at: annotation.updated_at,
  created_username: annotation.created_username,
  completed_by: accountId(annotation.completed_by),
  was_cancelled: annotation.was_cancelled,
  ground_truth: annotation.ground_truth,
  lead_time: annotation.lead_time,
  parent_prediction: annotation.parent_prediction,
  parent_annotation: annotation.parent_annotation,
});

const predictionOf = (prediction: Schemas["Prediction"]): EditorPrediction => ({
  id: prediction.id,
  result: prediction.result,
  model_version: prediction.model_version,
  created_at: prediction.created_at,
  score: prediction.score,
});

function taskOf(id: number, task: Schemas["TaskDetail"] | Schemas["NextTask"]): LabelTask {
  return {
    id,
    innerId: task.inner_id ?? 0,
    data: task.data ?? {},
    annotations: (task.annotations ?? []).map(annotationOf),
    predictions: (task.predictions ?? []).map(predictionOf),
    drafts: (task.drafts ?? []).map(draftOf),
    lockId: "unique_lock_id" in task ? task.unique_lock_id : null,
    predictionProblem: task.prediction_problem ?? null,
  };
}

/** The regions of what a model answered: {"result": […]}, or a list of such. */
function suggested(data: unknown): Result[] {
  const first: unknown = Array.isArray(data) ? data[0] : data;
  if (typeof first !== "object" || first === null || !("result" in first)) return [];
  return regions(first.result);
}

const path = (id: number) => ({ path: { id } });
const ifStill = (expected: string | null) => (expected === null ? {} : { expected_updated_at: expected });

async function next(project: number, choice?: QueueChoice): Promise<LabelTask | null> {
  try {
    const task = await ok(
      api.GET("/api/projects/{id}/next", { params: { ...path(project), query: choice } }),
    );
    return taskOf(task.id, task);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** The same, whose queue gives only these tasks. */
export const restOf = (choice: QueueChoice): LabelingRest => ({
  ...rest,
  next: (project) => next(project, choice),
});

export const rest: LabelingRest = {
  next: (project) => next(project),
  task: async (id) => taskOf(id, await ok(api.GET("/api/tasks/{id}", { params: path(id) }))),
  history: (project) => ok(api.GET("/api/projects/{id}/label-stream-history", { params: path(project) })),
  submit: async (task, body) =>
    annotationOf(await ok(api.POST("/api/tasks/{id}/annotations", { params: path(task), body }))),
  update: async (annotation, body, expected) =>
    annotationOf(
      await ok(
        api.PATCH("/api/annotations/{id}", {
          params: path(annotation),
          body: { ...body, ...ifStill(expected) },
        }),
      ),
    ),
  async remove(annotation) {
    await ok(api.DELETE("/api/annotations/{id}", { params: path(annotation) }));
  },
  async toDraft(annotation) {
    await ok(api.POST("/api/annotations/{id}/convert-to-draft", { params: path(annotation) }));
  },
  async createDraft(task, annotation, body) {
    const made =
      annotation === null
        ? api.POST("/api/tasks/{id}/drafts", { params: path(task), body })
        : api.POST("/api/tasks/{id}/annotations/{annotation_id}/drafts", {
            params: { path: { id: task, annotation_id: annotation } },
            body,
          });
    return draftOf(await ok<Schemas["AnnotationDraft"]>(made));
  },
  updateDraft: async (draft, body, expected) =>
    draftOf(
      await ok(
        api.PATCH("/api/drafts/{id}", { params: path(draft), body: { ...body, ...ifStill(expected) } }),
      ),
    ),
  async removeDraft(draft) {
    await ok(api.DELETE("/api/drafts/{id}", { params: path(draft) }));
  },
  async suggest(project, { task, result }) {
    const models = await ok(api.GET("/api/v1/projects/{id}/interactive-models", { params: path(project) }));
    const model = models[0];
    if (model === undefined) return [];
    const answer = await ok(
      api.POST("/api/ml/{id}/interactive-annotating", {
        params: path(model.id),
        body: { task, context: { result } },
      }),
    );
    if (answer.errors?.length) throw new Error(answer.errors.join(" "));
    return suggested(answer.data);
  },
};
