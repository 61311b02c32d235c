// What the status page asks for, again and again while it is seen.
import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

const EVERY = 3_000;

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: () => ok(api.GET("/api/v1/status")),
  refetchInterval: EVERY, // TanStack Query pauses it while the window is hidden
});

export const jobsQuery = queryOptions({
  queryKey: ["jobs"],
  queryFn: () => ok(api.GET("/api/v1/jobs", { params: { query: { limit: 20 } } })),
  refetchInterval: EVERY,
});
