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
