// The state of a server, its jobs and its storages, in words.
import type { Schemas } from "@/api/client";
import { count, plural } from "@/ui/format";

type Job = Schemas["Job"];

const KINDS: Record<Job["kind"], string> = { import: "Sync", export: "Export", verify: "Verify" };

export const kindOf = (job: Pick<Job, "kind" | "dry_run">): string =>
  job.dry_run ? `${KINDS[job.kind]}, dry run` : KINDS[job.kind];

type Storage = Schemas["StorageHealth"];

/** What waits for a person at a storage; empty when all is well. */
export function attention({ failed, conflicts, role }: Storage): string[] {
  const said: string[] = [];
  if (failed > 0) said.push(`${count(failed)} failed`);
  if (conflicts > 0)
    said.push(
      role === "target" ? `${plural(conflicts, "conflict")} to decide` : plural(conflicts, "conflict"),
    );
  return said;
}

const needs = (storage: Storage): number =>
  (storage.status === "failed" ? 2 : 0) + (attention(storage).length > 0 ? 1 : 0);

/** Those that need somebody first. */
export const byNeed = (storages: readonly Storage[]): Storage[] =>
  [...storages].sort((a, b) => needs(b) - needs(a) || a.project - b.project || a.id - b.id);

/** Less than this part of the disk free, or less than 1 GiB, is worth a warning. */
export function diskIsLow({ free_bytes, total_bytes }: Schemas["DataDirectoryStatus"]): boolean {
  return total_bytes > 0 && (free_bytes < 2 ** 30 || free_bytes / total_bytes < 0.05);
}

/** "12 pending · 3 failed", with "at least" where the server stopped counting. */
export function exportsInWords({ pending, failed, conflicts, complete }: Schemas["ExportStatus"]): string {
  if (pending + failed + conflicts === 0) return "Every annotation is in its target.";
  const words = `${count(pending)} pending · ${count(failed)} failed · ${plural(conflicts, "conflict")}`;
  return complete ? words : `At least ${words}`;
}
