// Sends files or an address to the project.
import { api, ok, type Schemas } from "@/api/client";
import { postForm } from "@/api/upload";
import { partsOf } from "./importPlan";

export interface ImportProgress {
  /** Of all files. */
  sentBytes: number;
  totalBytes: number;
  /** All is sent; the server reads it. */
  reading: boolean;
  tasks: number;
}

interface Options {
  /** Tables and texts are one task each, not one a line. */
  whole: boolean;
  onProgress: (progress: ImportProgress) => void;
  /** These files are in. */
  onPart: (files: File[]) => void;
  signal: AbortSignal;
}

const pathOf = (projectId: number, query = "") => `/api/projects/${projectId}/import${query}`;

async function send(projectId: number, files: File[], options: Options, onSent: (bytes: number) => void) {
  const form = new FormData();
  for (const file of files) form.append("file", file, file.name);
  const { signal } = options;
  const report = { signal, onSent: (sent: { bytes: number }) => onSent(sent.bytes) };
  if (!options.whole) {
    return (await postForm<Schemas["ImportAnswer"]>(pathOf(projectId), form, report)).task_count;
  }
  // The server keeps the files first, and is told then how to read them.
  const kept = await postForm<Schemas["ImportAnswer"]>(
    pathOf(projectId, "?commit_to_project=false"),
    form,
    report,
  );
  const answer = await ok(
    api.POST("/api/projects/{id}/reimport", {
      params: { path: { id: projectId } },
      body: { file_upload_ids: kept.file_upload_ids, files_as_tasks_list: false },
      signal,
    }),
  );
  return answer.task_count;
}

/** Imports the files part by part; returns how many tasks they made. */
export async function importFiles(projectId: number, files: File[], options: Options): Promise<number> {
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  let tasks = 0;
  for (const part of partsOf(files)) {
    const size = part.reduce((sum, file) => sum + file.size, 0);
    tasks += await send(projectId, part, options, (bytes) =>
      options.onProgress({
        sentBytes: Math.min(totalBytes, before + bytes),
        totalBytes,
        reading: bytes >= size,
        tasks,
      }),
    );
    before += size;
    options.onPart(part);
  }
  return tasks;
}

/** Lets the server fetch a file. */
export async function importAddress(projectId: number, url: string, signal: AbortSignal): Promise<number> {
  const form = new FormData();
  form.append("url", url);
  return (await postForm<Schemas["ImportAnswer"]>(pathOf(projectId), form, { signal })).task_count;
}
