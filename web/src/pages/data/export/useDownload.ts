import { useMutation } from "@tanstack/react-query";
import type { FormatName } from "./formats";
import { downloadAddress, type Snapshot } from "./snapshots";
import { checkDownload } from "./snapshotsQuery";

export type Download = ReturnType<typeof useDownload>;

/** Downloads a snapshot in a format, or says why that fails, which browsers keep to themselves. */
export const useDownload = (projectId: number, snapshot: Snapshot) =>
  useMutation({
    mutationFn: (format: FormatName) => checkDownload(projectId, snapshot, format),
    onSuccess: (_, format) => window.location.assign(downloadAddress(projectId, snapshot.id, format)),
  });
