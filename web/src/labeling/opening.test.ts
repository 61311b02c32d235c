import { expect, test } from "vitest";
import { planOpening, type Wish } from "./opening";
import type { Draft } from "./rest";
import { annotationOf, region, taskOf } from "./testing";

const wish = (more: Partial<Wish> = {}): Wish => ({
  mode: "single",
  project: { model_version: "v2" },
  bound: null,
  annotation: null,
  restored: null,
  ...more,
});
const draft = (id: number, annotation: number | null): Draft => ({
  id,
  annotation,
  result: [region(`d${id}`)],
  leadTime: 0,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
});
const prediction = (id: number, model_version: string) => ({
  id,
  result: [],
  model_version,
  created_at: "2026-01-01T00:00:00Z",
  score: null,
});

test("a draft goes before an annotation, that before a prediction, that before something new", () => {
  const annotations = [annotationOf(5, [])];
  const predictions = [prediction(7, "v1"), prediction(8, "v2")];
  const select = (task: ReturnType<typeof taskOf>) => planOpening(task, wish()).opening.select;
  expect(select(taskOf(1, { drafts: [draft(3, null)], annotations, predictions }))).toEqual({
    kind: "draft",
    draft: 0,
  });
  expect(select(taskOf(1, { annotations, predictions }))).toEqual({ kind: "annotation", annotation: 5 });
  expect(select(taskOf(1, { predictions }))).toEqual({ kind: "prediction", prediction: 8 });
  expect(select(taskOf(1))).toEqual({ kind: "new" });
});

test("the queue begins with a prediction only where the project shows them", () => {
  const task = taskOf(1, { predictions: [prediction(7, "v1")] });
  const begin = (show_collab_predictions: boolean) =>
    planOpening(task, wish({ mode: "queue", project: { show_collab_predictions } })).opening.select.kind;
  expect(begin(true)).toBe("prediction");
  expect(begin(false)).toBe("new");
});

test("an annotation that is asked for is in front, with its draft if it has one", () => {
  const task = taskOf(1, { annotations: [annotationOf(5, []), annotationOf(6, [])], drafts: [draft(3, 6)] });
  const select = (annotation: number) => planOpening(task, wish({ annotation })).opening.select;
  expect(select(5)).toEqual({ kind: "annotation", annotation: 5 });
  expect(select(6)).toEqual({ kind: "draft", draft: 0 });
});

test("restored work goes on with its draft, or beside the others", () => {
  const task = taskOf(1, { drafts: [draft(3, null)] });
  const restored = { annotation: null, result: [region("kept")], at: "2026-02-01T00:00:00Z" };
  const planned = planOpening(task, wish({ restored }));
  expect(planned.opening.drafts.map(({ result }) => result)).toEqual([[region("kept")]]);
  expect(planned.drafts.map((each) => each?.id)).toEqual([3]);
  const beside = planOpening(taskOf(1), wish({ restored }));
  expect(beside.opening.select).toEqual({ kind: "draft", draft: 0 });
  expect(beside.drafts).toEqual([null]);
});

test("a draft of an annotation that is gone is passed over", () => {
  const planned = planOpening(taskOf(1, { drafts: [draft(3, 99)] }), wish());
  expect(planned.opening).toEqual({ drafts: [], select: { kind: "new" } });
});
