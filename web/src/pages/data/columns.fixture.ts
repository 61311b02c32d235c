// What a server tells of a project's columns, for tests.
import type { Schemas } from "@/api/client";

type Served = Schemas["Column"];

const own = (id: string, type: Served["type"], title = id, schema?: Served["schema"]): Served => ({
  id,
  title,
  type,
  target: "tasks",
  project_defined: false,
  ...(schema && { schema }),
});

/** Of a project whose tasks have these keys. */
export const servedColumns = (keys: readonly string[]): Served[] => [
  ...keys.map((key) => ({
    ...own(key, "Unknown"),
    parent: "data" as const,
    project_defined: true,
  })),
  own("id", "Number"),
  own("inner_id", "Number"),
  own("completed_at", "Datetime"),
  own("total_annotations", "Number"),
  own("cancelled_annotations", "Number"),
  own("total_predictions", "Number"),
  own("annotators", "List"),
  own("annotations_results", "String"),
  own("annotations_ids", "String"),
  own("predictions_model_versions", "List", "Versions", { items: ["v1", "v2"], multiple: true }),
  own("storage_filename", "String"),
  own("updated_at", "Datetime"),
  own("draft_exists", "Boolean"),
  own("brand_new", "Datetime", "Brand new"),
  { ...own("data", "List"), children: [...keys] },
];
