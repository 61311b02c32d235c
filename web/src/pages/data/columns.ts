// The columns that a project's tasks can be shown in.

export interface Column {
  id: string;
  title: string;
  /** What the server orders by; absent where it cannot. */
  ordering?: string;
  width: number;
  /** Not shown until somebody chooses it. */
  hidden?: boolean;
  /** Numbers stand at the right. */
  numeric?: boolean;
}

const DATA = "data.";
const SHOWN_DATA_COLUMNS = 8;

const OWN: Column[] = [
  { id: "total_annotations", title: "Annotations", ordering: "total_annotations", width: 120, numeric: true },
  {
    id: "cancelled_annotations",
    title: "Skipped",
    ordering: "cancelled_annotations",
    width: 95,
    numeric: true,
  },
  { id: "total_predictions", title: "Predictions", ordering: "total_predictions", width: 120, numeric: true },
  { id: "annotators", title: "Annotated by", width: 130 },
  { id: "updated_at", title: "Updated", ordering: "updated_at", width: 120 },
  { id: "storage_filename", title: "Storage key", width: 220, hidden: true },
  { id: "completed_at", title: "Completed", ordering: "completed_at", width: 120, hidden: true },
  { id: "created_at", title: "Created", ordering: "created_at", width: 120, hidden: true },
  { id: "inner_id", title: "Number", ordering: "inner_id", width: 90, hidden: true, numeric: true },
  { id: "updated_by", title: "Updated by", width: 130, hidden: true },
  { id: "file_upload", title: "Uploaded file", width: 200, hidden: true },
];

/** All columns in their first order. `dataKeys`: keys of the tasks' data; `pictures`: are there any to show? */
export function columnsOf(dataKeys: readonly string[], pictures: boolean): Column[] {
  return [
    { id: "id", title: "ID", ordering: "id", width: 90, numeric: true },
    { id: "picture", title: "Picture", width: 90, hidden: !pictures },
    ...dataKeys.map((key, place) => ({
      id: DATA + key,
      title: key,
      ordering: DATA + key,
      width: 240,
      hidden: place >= SHOWN_DATA_COLUMNS,
    })),
    ...OWN,
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
