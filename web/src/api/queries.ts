// What several pages ask for. A key's first word is the thing, so that a change can invalidate it.
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client";
import { ApiError } from "./errors";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => error instanceof ApiError && error.temporary && count < 3,
    },
    mutations: { retry: false },
  },
});

/** Whose predictions a project can show: its ML backends by their titles, and the versions of what was predicted. */
export const modelVersions = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "model-versions"],
    queryFn: async () => {
      const found = await ok(
        api.GET("/api/projects/{id}/model-versions", {
          params: { path: { id: projectId }, query: { extended: true, include_live_models: true } },
        }),
      );
      return {
        live: (found.live ?? []).map(({ title }) => title ?? "").filter((title) => title !== ""),
        counted: (found.static ?? []).flatMap(({ model_version: name, count }) =>
          name === null || name === "" ? [] : [{ name, count }],
        ),
      };
    },
  });

/** The models that the editor's smart tools can ask. */
export const interactiveModels = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "interactive-models"],
    queryFn: () =>
      ok(api.GET("/api/v1/projects/{id}/interactive-models", { params: { path: { id: projectId } } })),
    staleTime: 60_000,
  });

export const whoami = queryOptions({
  queryKey: ["whoami"],
  queryFn: () => ok(api.GET("/api/current-user/whoami")),
  staleTime: 60_000,
});

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ["project", id],
    queryFn: () => ok(api.GET("/api/projects/{id}", { params: { path: { id } } })),
  });

export const storagesQuery = (project: number) =>
  queryOptions({
    queryKey: ["storages", project],
    queryFn: async () => (await ok(api.GET("/api/v1/storages", { params: { query: { project } } }))).results,
  });

/** Which kinds of API tokens the server takes. */
export const tokenKinds = queryOptions({
  queryKey: ["token-kinds"],
  queryFn: () => ok(api.GET("/api/jwt/settings")),
});

/** All accounts, for managers and administrators. */
export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: async () => (await ok(api.GET("/api/v1/accounts"))).results,
});
