// Downloads of a project's tasks: the browser writes them to a file while they come.
import { api, ok } from "@/api/client";

export interface ExportChoice {
  projectId: number;
  /** A name that /export/formats lists. */
  format: string;
  unlabeled: boolean;
  /** Only these tasks; none: all. */
  ids: number[];
}

/** As many ids as fit into an address. */
export const MOST_IDS = 500;

export function exportAddress({ projectId, format, unlabeled, ids }: ExportChoice): string {
  const query = new URLSearchParams({ exportType: format });
  if (unlabeled) query.set("download_all_tasks", "true");
  if (ids.length > 0) query.set("ids[]", ids.join());
  return `/api/projects/${projectId}/export?${query}`;
}

/** Throws what an export of this kind would fail with, without writing tasks. */
export async function checkExport({ projectId, format }: ExportChoice): Promise<void> {
  await ok(
    api.GET("/api/projects/{id}/export", {
      params: {
        path: { id: projectId },
        query: { exportType: format as "JSON", "ids[]": [0] },
      },
      parseAs: "text",
    }),
  );
}
