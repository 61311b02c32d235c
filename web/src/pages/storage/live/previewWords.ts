import type { Schemas } from "@/api/client";

export type Preview = Schemas["SourcePreview"];
export type Row = Preview["rows"][number];

const WHY: Record<NonNullable<Row["why"]>, string> = {
  regex: "the regex does not match",
  directory: "a folder's marker",
  own: "this server exported it",
};

/** What happens to an object: "becomes a task", "read as tasks", or why it is skipped. */
export function fate(row: Row): string {
  if (!row.match) return row.why === null ? "skipped" : `skipped: ${WHY[row.why]}`;
  return row.becomes === "json" ? "read as tasks in JSON" : "becomes a task";
}

export const pictures = (preview: Preview): (Row & { picture: string })[] =>
  preview.rows.flatMap((row) => (row.picture === null ? [] : [{ ...row, picture: row.picture }]));
