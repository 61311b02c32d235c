// Snapshots of exports: what one is asked to hold, and how it is spoken of.
import type { Schemas } from "@/api/client";
import { count, plural } from "@/ui/format";
import { type JobState, type Tone, toneAs } from "@/ui/job/states";
import type { Format, FormatName } from "./formats";

export type Snapshot = Schemas["ExportSnapshot"];
export type Conversion = Schemas["ConvertedFormat"];
type State = Snapshot["status"];

export type Only = "all" | "only" | "exclude";
export const KINDS = ["usual", "ground_truth", "skipped"] as const;
export type Kind = (typeof KINDS)[number];
export const PARTS = ["predictions", "drafts", "people"] as const;
export type Part = (typeof PARTS)[number];

export interface SnapshotInput {
  title: string;
  /** Only the tasks of this tab. */
  view?: number;
  finished: Only;
  annotated: Only;
  skipped: Only;
  /** Kinds of annotations that are in it. */
  kinds: readonly Kind[];
  /** Leave out tasks that have none of these annotations? */
  onlyWithAnnotations: boolean;
  /** What is written as a whole; else as numbers. */
  parts: readonly Part[];
  frames: boolean;
}

export const NEW_SNAPSHOT: SnapshotInput = {
  title: "",
  finished: "all",
  annotated: "all",
  skipped: "all",
  kinds: KINDS,
  onlyWithAnnotations: false,
  parts: ["predictions", "drafts"],
  frames: false,
};

const chosen = (only: Only) => (only === "all" ? null : only);
const WHOLE = { only_id: false };

export function bodyOf(input: SnapshotInput): Schemas["NewExportSnapshot"] {
  const { title, view, kinds, parts } = input;
  return {
    ...(title.trim() !== "" && { title: title.trim() }),
    task_filter_options: {
      ...(view !== undefined && { view }),
      finished: chosen(input.finished),
      annotated: chosen(input.annotated),
      skipped: chosen(input.skipped),
      only_with_annotations: input.onlyWithAnnotations,
    },
    ...(kinds.length < KINDS.length && {
      annotation_filter_options: {
        usual: kinds.includes("usual"),
        ground_truth: kinds.includes("ground_truth"),
        skipped: kinds.includes("skipped"),
      },
    }),
    serialization_options: {
      ...(parts.includes("predictions") && { predictions: WHOLE }),
      ...(parts.includes("drafts") && { drafts: WHOLE }),
      ...(parts.includes("people") && { annotations__completed_by: WHOLE }),
      interpolate_key_frames: input.frames,
    },
  };
}

/** What keeps it from being made; undefined if nothing does. */
export const troubleOf = ({ kinds }: SnapshotInput): string | undefined =>
  kinds.length === 0 ? "Choose at least one kind of annotations." : undefined;

const JOBS: Record<State, JobState> = {
  created: "queued",
  in_progress: "in_progress",
  completed: "completed",
  failed: "failed",
};
const WORDS: Record<State, string> = {
  created: "waiting",
  in_progress: "in progress",
  completed: "ready",
  failed: "failed",
};

export const stateOf = (status: State): Tone => toneAs(JOBS[status], WORDS[status]);

const goesOn = (status: State): boolean => status === "created" || status === "in_progress";

/** Will there be news of it without anybody asking for something? */
export const unfinished = ({ status, converted_formats }: Snapshot): boolean =>
  goesOn(status) || converted_formats.some((conversion) => goesOn(conversion.status));

/** "1,203 tasks"; of one that is being made those so far. */
export function tasksOf({ status, counters }: Snapshot): string {
  if (status === "failed") return "";
  const { task_number: tasks } = counters;
  return goesOn(status) ? `${count(tasks)} tasks so far` : plural(tasks, "task");
}

/** The last word on each format: one that failed may have been tried again. */
export function conversionsOf({ converted_formats }: Snapshot): Conversion[] {
  const last = new Map<FormatName, Conversion>();
  for (const conversion of [...converted_formats].sort((a, b) => a.id - b.id))
    last.set(conversion.export_type, conversion);
  return [...last.values()].sort((a, b) => a.id - b.id);
}

/** What it can still be converted into. */
export function targetsOf(snapshot: Snapshot, formats: readonly Format[]): Format[] {
  const taken = conversionsOf(snapshot).filter(({ status }) => status !== "failed");
  return formats.filter(
    ({ name, disabled }) =>
      !disabled && name !== "JSON" && !taken.some((conversion) => conversion.export_type === name),
  );
}

export const downloadAddress = (projectId: number, id: number, format: FormatName): string =>
  `/api/projects/${projectId}/exports/${id}/download?${new URLSearchParams({ exportType: format })}`;
