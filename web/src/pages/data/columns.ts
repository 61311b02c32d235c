// The columns that a project's tasks can be shown in, ordered and filtered by.
import type { Schemas } from "@/api/client";

/** What a column's values are; it decides how a filter asks. */
export type Kind = "number" | "time" | "text" | "data" | "person" | "version" | "truth" | "ids";
export type Group = "Task" | "Data" | "Annotations" | "Predictions" | "Storage";

export interface Column {
  /** "id", "data.text": as the server names it in orders and filters. */
  id: string;
  title: string;
  group: Group;
  /** Absent where tasks cannot be filtered or ordered by it. */
  kind?: Kind;
  /** The server's name of the kind, which filters repeat. */
  type: Schemas["Column"]["type"];
  /** Which values there are, if the server knows. */
  choices?: string[];
  width: number;
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  /** Numbers stand at the right. */
  numeric?: boolean;
  /** The tasks of a list come without these values. */
  onlyFilters?: boolean;
}

const DATA = "data.";
const SHOWN_DATA_COLUMNS = 8;

type Own = Omit<Column, "id" | "type" | "choices">;
const number = { kind: "number", numeric: true } as const;

// In the order of the table; what the server has beyond these comes behind them.
const OWN: Record<string, Own> = {
  total_annotations: { ...number, title: "Annotations", group: "Annotations", width: 120 },
  cancelled_annotations: { ...number, title: "Skipped", group: "Annotations", width: 95 },
  total_predictions: { ...number, title: "Predictions", group: "Predictions", width: 120 },
  annotators: { title: "Annotated by", group: "Annotations", kind: "person", width: 130 },
  updated_at: { title: "Updated", group: "Task", kind: "time", width: 120 },
  storage_filename: { title: "Storage key", group: "Storage", kind: "text", width: 220, hidden: true },
  completed_at: { title: "Completed", group: "Annotations", kind: "time", width: 120, hidden: true },
  created_at: { title: "Created", group: "Task", kind: "time", width: 120, hidden: true },
  inner_id: { ...number, title: "Number", group: "Task", width: 90, hidden: true },
  updated_by: { title: "Updated by", group: "Task", kind: "person", width: 130, hidden: true },
  file_upload: { title: "Uploaded file", group: "Storage", kind: "text", width: 200, hidden: true },
  avg_lead_time: { ...number, title: "Lead time (s)", group: "Annotations", width: 130, hidden: true },
  draft_exists: { title: "Draft", group: "Annotations", kind: "truth", width: 90, hidden: true },
  annotations_ids: { title: "Annotation IDs", group: "Annotations", kind: "ids", width: 140, hidden: true },
  predictions_score: { ...number, title: "Score", group: "Predictions", width: 90, hidden: true },
  predictions_model_versions: {
    title: "Model versions",
    group: "Predictions",
    kind: "version",
    width: 150,
    hidden: true,
  },
  annotations_results: {
    title: "Annotation results",
    group: "Annotations",
    kind: "text",
    width: 200,
    onlyFilters: true,
  },
  predictions_results: {
    title: "Prediction results",
    group: "Predictions",
    kind: "text",
    width: 200,
    onlyFilters: true,
  },
};

const KINDS: Partial<Record<Column["type"], Kind>> = { Number: "number", Datetime: "time", Boolean: "truth" };

function choicesOf({ schema }: Schemas["Column"]): string[] | undefined {
  return Array.isArray(schema?.items) ? schema.items.map(String) : undefined;
}

/** A key of the tasks' data, which may also lie deeper: "a.b". */
export const dataColumn = (key: string, title = key, type: Column["type"] = "Unknown"): Column => ({
  id: DATA + key,
  title,
  group: "Data",
  kind: "data",
  type,
  width: 240,
});

/** All columns in their first order. `pictures`: are there any to show? */
export function columnsOf(served: readonly Schemas["Column"][], pictures: boolean): Column[] {
  const own = new Map<string, Column>();
  const data: Column[] = [];
  for (const column of served) {
    const { id, title, type, parent, children } = column;
    const choices = choicesOf(column);
    if (parent === "data") {
      data.push({
        ...dataColumn(id, title, type),
        choices,
        hidden: data.length >= SHOWN_DATA_COLUMNS,
      });
    } else if (children === undefined) {
      const known = OWN[id] ?? {
        title,
        group: "Task",
        kind: KINDS[type] ?? "text",
        width: 120,
        onlyFilters: true,
      };
      own.set(id, { ...known, id, type, choices });
    }
  }
  own.delete("id");
  const first = Object.keys(OWN).flatMap((id) => own.get(id) ?? []);
  return [
    { ...number, id: "id", title: "ID", group: "Task", type: "Number", width: 90 },
    { id: "picture", title: "Picture", group: "Data", type: "Image", width: 90, hidden: !pictures },
    ...data,
    ...first,
    ...[...own.values()].filter((column) => !first.includes(column)),
  ];
}

/** What the shown columns leave of the `room` goes to those of data whose width nobody chose. */
export function fillRoom(columns: readonly Column[], chosen: Record<string, number>, room: number): Column[] {
  const widening = columns.filter(({ id }) => dataKeyOf(id) !== undefined && chosen[id] === undefined);
  const taken = columns.reduce((sum, { id, width }) => sum + (chosen[id] ?? width), 0);
  const more = Math.max(0, Math.floor((room - taken) / Math.max(1, widening.length)));
  return columns.map((column) =>
    widening.includes(column) ? { ...column, width: column.width + more } : column,
  );
}

/** The data key that a column shows. */
export const dataKeyOf = (columnId: string): string | undefined =>
  columnId.startsWith(DATA) ? columnId.slice(DATA.length) : undefined;
