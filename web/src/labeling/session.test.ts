import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/api/errors";
import { WorkKeeper } from "./kept";
import type { LabelTask } from "./rest";
import { LabelingSession } from "./session";
import { annotationOf, FakeEditor, FakeServer, region, taskOf } from "./testing";

const DOWN = new ApiError(0, "The server does not answer.");

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ now: new Date("2026-06-01T00:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const settle = () => vi.advanceTimersByTimeAsync(0);

async function begin(
  tasks: LabelTask[],
  mode: "queue" | "single" = "queue",
  open: number | null = null,
  bound = false,
) {
  const server = new FakeServer(tasks);
  const editor = new FakeEditor();
  const keeper = new WorkKeeper(1);
  const session = new LabelingSession({ rest: server, keeper, project: { id: 1 }, account: 1, bound, mode });
  session.connect(editor);
  await (open === null ? session.take() : session.open(open));
  return { server, editor, keeper, session };
}

function draw({ editor, session }: Awaited<ReturnType<typeof begin>>, ...names: string[]) {
  session.changed(editor.draw(...names.map(region)));
}

test("what is drawn is a draft a moment later, and the state is true all the time", async () => {
  const all = await begin([taskOf(1)]);
  expect(all.session.state.saved.kind).toBe("unchanged");
  draw(all, "a");
  expect(all.session.state.saved.kind).toBe("changed");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.session.state.saved.kind).toBe("saved");
  expect(all.server.tasks.get(1)?.drafts[0]?.result).toEqual([region("a")]);
  draw(all, "a", "b");
  expect(all.session.state.saved.kind).toBe("changed");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.server.tasks.get(1)?.drafts.map(({ result }) => result)).toEqual([[region("a"), region("b")]]);
});

test("somebody who never rests is saved, too", async () => {
  const all = await begin([taskOf(1)]);
  for (let i = 0; i < 20; i++) {
    draw(all, "a", `b${i}`);
    await vi.advanceTimersByTimeAsync(300);
  }
  expect(all.server.tasks.get(1)?.drafts).toHaveLength(1);
});

test("submitting replaces the draft and brings the next task, until there is none", async () => {
  const all = await begin([taskOf(1), taskOf(2)]);
  draw(all, "a");
  await vi.advanceTimersByTimeAsync(1_000);
  all.session.submit(all.editor.now);
  await settle();
  expect(all.server.tasks.get(1)).toMatchObject({ drafts: [], annotations: [{ result: [region("a")] }] });
  expect(all.session.state.task?.id).toBe(2);
  expect(all.session.state.canGoBack).toBe(true);
  all.session.skip(all.editor.now);
  await settle();
  expect(all.server.calls).toContain("submit 2 skipped");
  expect(all.session.state.phase).toBe("empty");
  expect(all.keeper.all(1)).toEqual([]);
});

test("a submission before its draft arrived leaves no draft behind", async () => {
  const all = await begin([taskOf(1)]);
  draw(all, "a");
  await vi.advanceTimersByTimeAsync(700);
  all.session.submit(all.editor.now);
  await settle();
  expect(all.server.tasks.get(1)?.drafts).toEqual([]);
});

test("drafts wait for the server and say so; the browser has them meanwhile", async () => {
  const all = await begin([taskOf(1)]);
  all.server.trouble = DOWN;
  draw(all, "a");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.session.state.saved).toEqual({ kind: "waiting", cause: "unreachable", kept: true });
  expect(all.keeper.of(1, 1)[0]?.result).toEqual([region("a")]);
  all.server.trouble = null;
  all.session.retry();
  await settle();
  expect(all.session.state.saved.kind).toBe("saved");
  expect(all.keeper.of(1, 1)).toEqual([]);
});

test("a submission waits for the server, is sent again by itself and goes on", async () => {
  const all = await begin([taskOf(1), taskOf(2)]);
  draw(all, "a");
  all.server.trouble = new ApiError(401, "Sign in.");
  all.session.submit(all.editor.now);
  await settle();
  expect(all.session.state.sending).toEqual({ act: "submit", waiting: "signed-out", kept: true });
  all.server.trouble = null;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.session.state).toMatchObject({ sending: null, task: { id: 2 } });
});

test("a lost answer makes no second annotation", async () => {
  const all = await begin([taskOf(1), taskOf(2)]);
  draw(all, "a");
  all.server.loseAnswer = true;
  all.session.submit(all.editor.now);
  await vi.advanceTimersByTimeAsync(1_500);
  expect(all.server.tasks.get(1)?.annotations).toHaveLength(1);
  expect(all.session.state).toMatchObject({ task: { id: 2 }, trouble: null });
  expect(all.keeper.all(1)).toEqual([]);
});

test("a lost answer to a draft makes neither a second draft nor a conflict", async () => {
  const all = await begin([taskOf(1)]);
  all.server.loseAnswer = true;
  draw(all, "a");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(all.session.state.saved.kind).toBe("saved");
  all.server.loseAnswer = true;
  draw(all, "a", "b");
  await vi.advanceTimersByTimeAsync(3_000);
  expect(all.session.state.saved.kind).toBe("saved");
  expect(all.server.tasks.get(1)?.drafts.map(({ result }) => result)).toEqual([[region("a"), region("b")]]);
});

test("who would rather go on editing finds the work in the editor, and it is saved later", async () => {
  const all = await begin([taskOf(1)]);
  all.server.trouble = DOWN;
  draw(all, "a");
  all.session.submit(all.editor.now);
  await settle();
  all.session.goOnEditing();
  await settle();
  expect(all.session.state).toMatchObject({ sending: null, trouble: null, task: { id: 1 } });
  expect(all.editor.now.result).toEqual([region("a")]);
  all.server.trouble = null;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(all.server.tasks.get(1)?.drafts[0]?.result).toEqual([region("a")]);
});

test("a refusal is told, and the work stays in the editor and the browser", async () => {
  const all = await begin([taskOf(1)]);
  draw(all, "a");
  all.server.tasks.delete(1);
  all.session.submit(all.editor.now);
  await settle();
  expect(all.session.state.trouble).toMatchObject({
    kind: "refused",
    act: "submit",
    message: "There is no task 1.",
  });
  expect(all.editor.now.result).toEqual([region("a")]);
  expect(all.keeper.of(1, 1)).toHaveLength(1);
});

test("work of a crashed page comes back, is saved, and can be thrown away", async () => {
  const keeper = new WorkKeeper(1);
  keeper.keep({ project: 1, task: 1, annotation: null, result: [region("a")], at: "2026-05-31T00:00:00Z" });
  const all = await begin([taskOf(1)]);
  expect(all.session.state.restored).toMatchObject({ used: true, work: { result: [region("a")] } });
  expect(all.editor.now.result).toEqual([region("a")]);
  await vi.advanceTimersByTimeAsync(10);
  expect(all.server.tasks.get(1)?.drafts).toHaveLength(1);
  expect(keeper.all(1)).toEqual([]);
  await all.session.discardKept();
  expect(all.server.tasks.get(1)?.drafts).toEqual([]);
  expect(all.editor.now.result).toEqual([]);
});

test("kept work that the server has is forgotten without a word", async () => {
  const keeper = new WorkKeeper(1);
  keeper.keep({ project: 1, task: 1, annotation: null, result: [region("a")], at: "2026-05-31T00:00:00Z" });
  const { session } = await begin(
    [taskOf(1, { annotations: [annotationOf(5, [region("a")])] })],
    "single",
    1,
  );
  expect(session.state.restored).toBeNull();
  expect(keeper.all(1)).toEqual([]);
});

test("updating over somebody else's change asks; mine as a draft first, then over it", async () => {
  const all = await begin([taskOf(1, { annotations: [annotationOf(5, [region("a")])] })], "single", 1);
  draw(all, "mine");
  const task = all.server.tasks.get(1);
  Object.assign(task?.annotations[0] ?? {}, {
    result: [region("theirs")],
    updated_at: "2026-06-02T00:00:00Z",
  });
  all.session.update(all.editor.now);
  await settle();
  expect(all.session.state.trouble).toMatchObject({ kind: "conflict", showing: "mine" });
  expect(all.editor.now.result).toEqual([region("mine")]);
  all.session.conflicts.show("theirs");
  expect(all.editor.now.result).toEqual([region("theirs")]);
  all.session.conflicts.keepMine();
  await vi.advanceTimersByTimeAsync(10);
  expect(all.server.tasks.get(1)).toMatchObject({
    annotations: [{ result: [region("theirs")] }],
    drafts: [{ annotation: 5, result: [region("mine")] }],
  });
  all.session.update(all.editor.now);
  await settle();
  expect(all.server.tasks.get(1)?.annotations[0]?.result).toEqual([region("mine")]);
});

test("taking the other version drops mine everywhere", async () => {
  const all = await begin([taskOf(1, { annotations: [annotationOf(5, [region("a")])] })], "single", 1);
  draw(all, "mine");
  await vi.advanceTimersByTimeAsync(1_000);
  Object.assign(all.server.tasks.get(1)?.annotations[0] ?? {}, {
    result: [region("theirs")],
    updated_at: "2026-06-02T00:00:00Z",
  });
  all.session.update(all.editor.now);
  await settle();
  await all.session.conflicts.takeTheirs();
  expect(all.editor.now.result).toEqual([region("theirs")]);
  expect(all.server.tasks.get(1)?.drafts).toEqual([]);
  expect(all.keeper.all(1)).toEqual([]);
});

test("two tabs on one draft: the second is asked, and its work goes over the first only then", async () => {
  const all = await begin([taskOf(1)]);
  draw(all, "a");
  await vi.advanceTimersByTimeAsync(1_000);
  const draft = all.server.tasks.get(1)?.drafts[0];
  Object.assign(draft ?? {}, { result: [region("other tab")], updatedAt: "2026-06-02T00:00:00Z" });
  draw(all, "a", "b");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(all.session.state.saved).toMatchObject({ kind: "conflict", kept: true });
  expect(draft?.result).toEqual([region("other tab")]);
  await all.session.conflicts.keepMyDraft();
  expect(draft?.result).toEqual([region("a"), region("b")]);
  expect(all.session.state.saved.kind).toBe("saved");
});

test("next leaves the task for later, previous comes back to it", async () => {
  const all = await begin([taskOf(1), taskOf(2)]);
  draw(all, "a");
  await all.session.next();
  expect(all.server.calls.filter((call) => call.includes("postponed"))).toHaveLength(1);
  expect(all.session.state.task?.id).toBe(2);
  await all.session.previous();
  expect(all.session.state.task?.id).toBe(1);
  expect(all.editor.now.result).toEqual([region("a")]);
  expect(all.session.state.canGoForward).toBe(true);
});

test("skipping is taken back as a draft", async () => {
  const skipped = annotationOf(5, [region("a")], { was_cancelled: true });
  const all = await begin([taskOf(1, { annotations: [skipped] })], "single", 1);
  all.session.unskip(all.editor.now);
  await settle();
  expect(all.server.calls).toContain("to draft 5");
  expect(all.editor.now).toMatchObject({ annotation: null, result: [region("a")] });
});

test("deleting what is not there any more still shows the task as it is", async () => {
  const all = await begin([taskOf(1, { annotations: [annotationOf(5, [])] })], "single", 1);
  all.server.trouble = new ApiError(403, "You may not delete it.");
  all.session.removed({ key: all.editor.now.key, annotation: 5 });
  await settle();
  all.server.trouble = null;
  await all.session.again();
  expect(all.editor.now.annotation).toBe(5);
});

test("a slow answer does not overtake a later wish", async () => {
  const all = await begin([taskOf(1), taskOf(2)], "single", 1);
  const first = all.session.open(1);
  const second = all.session.open(2);
  await Promise.all([first, second]);
  expect(all.session.state.task?.id).toBe(2);
});

test("a task that could not be opened opens when the server is back", async () => {
  const all = await begin([taskOf(1)]);
  all.server.trouble = DOWN;
  await all.session.open(1);
  expect(all.session.state).toMatchObject({ phase: "failed", error: DOWN });
  all.server.trouble = null;
  all.session.retry();
  await settle();
  expect(all.session.state).toMatchObject({ phase: "labeling", task: { id: 1 } });
});

test("what somebody else made stays his, and the work on it becomes one's own", async () => {
  const other = annotationOf(5, [region("a")], { completed_by: 2, created_username: " bo@example.com, 2" });
  const all = await begin([taskOf(1, { annotations: [other] })], "single", 1, true);
  expect(all.editor.now.annotation).toBeNull();
  await all.session.open(1, 5);
  draw(all, "a", "b");
  await vi.advanceTimersByTimeAsync(1_000);
  all.server.trouble = new ApiError(403, "Somebody else made this.");
  all.session.update(all.editor.now);
  await settle();
  expect(all.session.state.trouble).toMatchObject({ kind: "theirs", maker: "bo@example.com" });
  all.server.trouble = null;
  await all.session.submitAsMine();
  const [theirs, mine] = all.server.tasks.get(1)?.annotations ?? [];
  expect(theirs?.result).toEqual([region("a")]);
  expect(mine?.result).toEqual([region("a"), region("b")]);
  expect(all.server.tasks.get(1)?.drafts).toEqual([]);
  expect(all.keeper.all(1)).toEqual([]);
  expect(all.session.state).toMatchObject({ trouble: null, restored: null });
  expect(all.editor.now.annotation).toBe(mine?.id);
});

test("a model's help is asked for, and what it cannot do is told", async () => {
  const { server, session } = await begin([taskOf(1)]);
  server.suggestions = [region("s")];
  expect(await session.suggest({ task: 1, result: [region("a")] })).toEqual([region("s")]);
  server.trouble = DOWN;
  expect(await session.suggest({ task: 1, result: [] })).toEqual([]);
  expect(session.state.trouble).toEqual({ kind: "model", message: "The server does not answer." });
});
