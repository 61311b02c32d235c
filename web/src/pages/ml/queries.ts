// What the server knows of a project's ML backends and their prediction jobs.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Backend = Schemas["MlBackend"];
export type Job = Schemas["PredictionJob"];

/** Each is asked how it is: the answer may take five seconds. */
export const backendsQuery = (project: number) =>
  queryOptions({
    queryKey: ["project", project, "ml"],
    queryFn: () => ok(api.GET("/api/ml", { params: { query: { project } } })),
  });

export const ended = ({ finished }: Job): boolean => finished !== null;

/** The latest first; asked again while one of them goes on. */
export const jobsQuery = (backend: number) =>
  queryOptions({
    queryKey: ["ml", backend, "jobs"],
    queryFn: async () =>
      (await ok(api.GET("/api/v1/ml/{id}/predictions", { params: { path: { id: backend } } }))).results,
    refetchInterval: ({ state }) => (state.data?.some((job) => !ended(job)) ? 1_000 : false),
  });

/** After anything that changes backends or predictions, and what depends on them. */
export async function backendsChanged(client: QueryClient, project: number): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["project", project] }),
    client.invalidateQueries({ queryKey: ["ml"] }),
    client.invalidateQueries({ queryKey: ["tasks"] }),
  ]);
}
