// The views of a project: one tab each, kept by the server in their order.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { dataOf, FIRST_LOOK, freeTitle, type Look, lookOf, titleOf, type ViewData } from "./look";

export type View = Schemas["View"];

const viewsKey = (projectId: number) => ["project", projectId, "views"] as const;

export const viewsQuery = (projectId: number) =>
  queryOptions({
    queryKey: viewsKey(projectId),
    queryFn: () => ok(api.GET("/api/dm/views", { params: { query: { project: projectId } } })),
  });

/** What to show where a project has no view yet; the first change makes one of it. */
export const FIRST_DATA: ViewData = dataOf({ title: "Default" }, FIRST_LOOK);

// Browsers finish so much for a page that is left, and refuse more.
const MOST_KEPT_ALIVE = 60_000;

/** What was changed last gets through although the page is left meanwhile. */
const last = (body: object) => ({ keepalive: JSON.stringify(body).length < MOST_KEPT_ALIVE });

/** Changes the views of one project, and what of them this page knows. */
export class ViewStore {
  constructor(
    private readonly client: QueryClient,
    private readonly projectId: number,
  ) {}

  #list(): View[] {
    return this.client.getQueryData<View[]>(viewsKey(this.projectId)) ?? [];
  }

  async #keep(change: (views: View[]) => View[]): Promise<void> {
    const queryKey = viewsKey(this.projectId);
    // An answer that is on its way may be older than this.
    await this.client.cancelQueries({ queryKey });
    this.client.setQueryData<View[]>(queryKey, (views) => change(views ?? []));
  }

  async #make(data: ViewData): Promise<View> {
    const body = { project: this.projectId, data };
    const made = await ok(api.POST("/api/dm/views", { body, ...last(body) }));
    await this.#keep((views) => [...views, made]);
    return made;
  }

  /** The view of a tab; the first one without an id, and undefined if there is none yet. */
  #find(id: number | undefined): View | undefined {
    const views = this.#list();
    const view = id === undefined ? views[0] : views.find((one) => one.id === id);
    if (view === undefined && id !== undefined) {
      throw new Error("Somebody has deleted this tab. Open another one.");
    }
    return view;
  }

  async #change(id: number | undefined, change: (data: ViewData) => ViewData): Promise<View> {
    const view = this.#find(id);
    if (view === undefined) return this.#make(change(FIRST_DATA));
    const body = { data: change(view.data) };
    const changed = await ok(
      api.PATCH("/api/dm/views/{id}", { params: { path: { id: view.id } }, body, ...last(body) }),
    );
    await this.#keep((views) => views.map((one) => (one.id === changed.id ? changed : one)));
    return changed;
  }

  save(id: number | undefined, part: Partial<Look>): Promise<View> {
    return this.#change(id, (data) => dataOf(data, { ...lookOf(data), ...part }));
  }

  rename(id: number | undefined, title: string): Promise<View> {
    return this.#change(id, (data) => ({ ...data, title }));
  }

  /** A new tab behind the others. */
  async add(): Promise<View> {
    if (this.#list().length === 0) await this.#make(FIRST_DATA);
    return this.#make({ ...FIRST_DATA, title: freeTitle(this.#titles()) });
  }

  /** A new tab that shows the same. */
  async duplicate(id: number | undefined, look: Look): Promise<View> {
    const { data } = this.#find(id) ?? (await this.#make(FIRST_DATA));
    return this.#make({ ...dataOf(data, look), title: freeTitle(this.#titles(), `${titleOf(data)} copy`) });
  }

  async remove(id: number): Promise<void> {
    await ok(api.DELETE("/api/dm/views/{id}", { params: { path: { id } } }));
    await this.#keep((views) => views.filter((view) => view.id !== id));
  }

  async order(ids: number[]): Promise<void> {
    await ok(api.POST("/api/dm/views/order", { body: { project: this.projectId, ids } }));
    await this.#keep((views) => ids.flatMap((id) => views.find((view) => view.id === id) ?? []));
  }

  #titles(): string[] {
    return this.#list().map((view) => titleOf(view.data));
  }
}
