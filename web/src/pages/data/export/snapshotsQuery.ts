// The snapshots of a project's exports as the server knows them, and what is done with them.
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import type { FormatName } from "./formats";
import { type Snapshot, unfinished } from "./snapshots";

const EVERY = 1_000;

export const snapshotsKey = (projectId: number) => ["project", projectId, "exports"] as const;

/** The newest first; asked again while one of them changes, or somebody waits for one. */
export const snapshotsQuery = (projectId: number, waiting: boolean) =>
  queryOptions({
    queryKey: snapshotsKey(projectId),
    queryFn: () => ok(api.GET("/api/projects/{id}/exports", { params: { path: { id: projectId } } })),
    refetchInterval: ({ state }) => (waiting || state.data?.some(unfinished) ? EVERY : false),
  });

export const makeSnapshot = (projectId: number, body: Schemas["NewExportSnapshot"]) =>
  ok(api.POST("/api/projects/{id}/exports", { params: { path: { id: projectId } }, body }));

const pathOf = (projectId: number, { id }: Snapshot) => ({ path: { id: projectId, export_id: id } });

export const deleteSnapshot = (projectId: number, snapshot: Snapshot) =>
  ok(api.DELETE("/api/projects/{id}/exports/{export_id}", { params: pathOf(projectId, snapshot) }));

export const convertSnapshot = (projectId: number, snapshot: Snapshot, body: Schemas["ExportConversion"]) =>
  ok(
    api.POST("/api/projects/{id}/exports/{export_id}/convert", {
      params: pathOf(projectId, snapshot),
      body,
    }),
  );

/** Throws what a download would fail with. */
export async function checkDownload(
  projectId: number,
  snapshot: Snapshot,
  format: FormatName,
): Promise<void> {
  const { path } = pathOf(projectId, snapshot);
  const call = api.GET("/api/projects/{id}/exports/{export_id}/download", {
    params: { path, query: { exportType: format } },
    parseAs: "stream",
  });
  await ok(call);
  await (await call).response.body?.cancel();
}
