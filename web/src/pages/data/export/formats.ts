// The formats of an export: which suit the project, what the others would need.
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Format = Schemas["ExportFormat"];
export type FormatName = Format["name"];

export const formatsQuery = (projectId: number) =>
  queryOptions({
    queryKey: ["project", projectId, "export-formats"],
    queryFn: () => ok(api.GET("/api/projects/{id}/export/formats", { params: { path: { id: projectId } } })),
  });

type Picky = Exclude<FormatName, "JSON" | "JSON_MIN" | "CSV" | "TSV">;

const SHAPES = "boxes or polygons with labels on one image per task";
const CORNERS = "boxes, polygons or key points with labels on one image per task";
const BRUSH = "brush labels on one image per task";
const SPANS = "labels on one text per task";

/** What has to be in the label config. */
const NEEDS: Record<Picky, string> = {
  CONLL2003: SPANS,
  SPACY: SPANS,
  COCO: SHAPES,
  COCO_WITH_IMAGES: SHAPES,
  YOLO: SHAPES,
  YOLO_WITH_IMAGES: SHAPES,
  YOLO_OBB: CORNERS,
  YOLO_OBB_WITH_IMAGES: CORNERS,
  VOC: "boxes with labels on one image per task",
  BRUSH_TO_NUMPY: BRUSH,
  BRUSH_TO_PNG: BRUSH,
  BRUSH_TO_COCO: BRUSH,
  ASR_MANIFEST: "a text area for one recording per task",
  DOCLANG: "a text area, or an interface of your own",
};

const isPicky = (name: FormatName): name is Picky => name in NEEDS;

/** Why a format cannot be had; undefined if it can. */
export function whyNot({ name, disabled }: Format): string | undefined {
  if (!disabled) return undefined;
  return isPicky(name)
    ? `Does not fit the label config: it needs ${NEEDS[name]}.`
    : "Does not fit the label config.";
}

const OPTIONAL_FILES: ReadonlySet<FormatName> = new Set(["VOC", "ASR_MANIFEST", "DOCLANG"]);

/** Can the files that the tasks name be put in on request? Other formats say by their names whether they hold them. */
export const takesFiles = (name: FormatName): boolean => OPTIONAL_FILES.has(name);

/** "Pascal VOC XML" */
export const titleOf = (formats: readonly Format[], name: FormatName): string =>
  formats.find((format) => format.name === name)?.title ?? name;
