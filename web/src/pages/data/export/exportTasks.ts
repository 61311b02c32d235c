// Downloads of a project's tasks: the browser writes them to a file while they come.
import { api, ok } from "@/api/client";
import { type FormatName, takesFiles } from "./formats";

export interface ExportChoice {
  projectId: number;
  format: FormatName;
  /** Also tasks without annotations. */
  unlabeled: boolean;
  /** With the files that the tasks name, where the format leaves that open. */
  files: boolean;
  /** The frames between the key frames of videos are filled in. */
  frames: boolean;
  /** Only these tasks; none: all. */
  ids: number[];
  /** Only the tasks of this tab. */
  view?: number;
}

/** As many ids as fit into an address. */
export const MOST_IDS = 500;

export function exportAddress(choice: ExportChoice): string {
  const { projectId, format, ids, view } = choice;
  const query = new URLSearchParams({ exportType: format });
  if (choice.unlabeled) query.set("download_all_tasks", "true");
  if (takesFiles(format)) query.set("download_resources", String(choice.files));
  if (choice.frames) query.set("interpolate_key_frames", "true");
  if (view !== undefined) query.set("view", String(view));
  if (ids.length > 0) query.set("ids[]", ids.join());
  return `/api/projects/${projectId}/export?${query}`;
}

/** Throws what an export of this kind would fail with, without writing tasks. */
export async function checkExport({ projectId, format, view }: ExportChoice): Promise<void> {
  await ok(
    api.GET("/api/projects/{id}/export", {
      params: { path: { id: projectId }, query: { exportType: format, view, "ids[]": [0] } },
      parseAs: "text",
    }),
  );
}
