import { QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, test, vi } from "vitest";
import { FIRST_LOOK, type ViewData } from "./look";
import { type View, ViewStore, viewsQuery } from "./viewsQuery";

const asked = vi.hoisted(() => ({ POST: vi.fn(), PATCH: vi.fn(), DELETE: vi.fn() }));
vi.mock("@/api/client", () => ({ api: asked, ok: (answer: unknown) => answer }));

const view = (id: number, data: ViewData): View => ({ id, data, order: 0, user: 1, project: 1 });

/** A store that knows these views, and a server that makes and changes what it is told. */
function started(...views: View[]) {
  const client = new QueryClient();
  const { queryKey } = viewsQuery(1);
  client.setQueryData(queryKey, views);
  const store = new ViewStore(client, 1);
  const known = () => (client.getQueryData(queryKey) ?? []).map(({ id, data }) => [id, data.title]);
  return { store, known };
}

let next = 10;
beforeEach(() => {
  next = 10;
  for (const mock of Object.values(asked)) mock.mockReset();
  asked.POST.mockImplementation(async (_, { body }) => view(next++, body.data));
  asked.PATCH.mockImplementation(async (_, { params, body }) => view(params.path.id, body.data));
});

test("the first change of a project without views makes one, with one request", async () => {
  const { store, known } = started();
  await store.save(undefined, { ordering: "-id" });
  expect(asked.POST).toHaveBeenCalledTimes(1);
  expect(asked.POST.mock.calls[0]?.[1].body).toMatchObject({
    project: 1,
    data: { title: "Default", ordering: ["-tasks:id"] },
  });
  expect(known()).toEqual([[10, "Default"]]);
  await store.save(undefined, { perRow: 6 });
  expect(asked.PATCH.mock.calls[0]?.[1].body.data).toMatchObject({ ordering: ["-tasks:id"], gridWidth: 6 });
});

test("a second tab leaves the first one as it was seen", async () => {
  const { store, known } = started();
  const made = await store.add();
  expect(made.id).toBe(11);
  expect(known()).toEqual([
    [10, "Default"],
    [11, "Tab 2"],
  ]);
});

test("a copy shows what is shown, also what is not saved", async () => {
  const { store, known } = started(view(1, { title: "A", mine: true }));
  await store.duplicate(1, { ...FIRST_LOOK, ordering: "-id" });
  expect(asked.POST.mock.calls[0]?.[1].body.data).toMatchObject({ mine: true, ordering: ["-tasks:id"] });
  expect(known()).toEqual([
    [1, "A"],
    [10, "A copy"],
  ]);
});

test("a tab that somebody deleted is not made again", async () => {
  const { store } = started(view(1, {}));
  await expect(store.save(2, { perRow: 6 })).rejects.toThrow(/has deleted this tab/);
  expect(asked.POST).not.toHaveBeenCalled();
});

test("what becomes of tabs is seen at once", async () => {
  const { store, known } = started(view(1, { title: "A" }), view(2, { title: "B" }));
  asked.POST.mockResolvedValueOnce(undefined);
  await store.order([2, 1]);
  await store.rename(1, "C");
  expect(known()).toEqual([
    [2, "B"],
    [1, "C"],
  ]);
  asked.DELETE.mockResolvedValueOnce(undefined);
  await store.remove(2);
  expect(known()).toEqual([[1, "C"]]);
});

test("a change that is too long to outlive its page is sent all the same", async () => {
  const { store } = started(view(1, { title: "A" }));
  await store.rename(1, "B");
  expect(asked.PATCH.mock.calls[0]?.[1].keepalive).toBe(true);
  await store.rename(1, "B".repeat(100_000));
  expect(asked.PATCH.mock.calls[1]?.[1].keepalive).toBe(false);
});
