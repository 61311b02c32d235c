// What the server knows of a project's storages.
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Storage = Schemas["StorageDetails"];

export const kindsQuery = queryOptions({
  queryKey: ["storage-kinds"],
  queryFn: () => ok(api.GET("/api/v1/storage-kinds")),
  staleTime: Number.POSITIVE_INFINITY,
});

/** After anything that changes storages: their cards, and what depends on the tasks they bring. */
export async function storagesChanged(client: QueryClient, project: number): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["storages", project] }),
    client.invalidateQueries({ queryKey: ["storage"] }),
    client.invalidateQueries({ queryKey: ["project", project] }),
    client.invalidateQueries({ queryKey: ["tasks"] }),
  ]);
}

export const startSync = (id: number, options: Schemas["SyncOptions"] = {}) =>
  ok(api.POST("/api/v1/storages/{id}/sync", { params: { path: { id } }, body: options }));
