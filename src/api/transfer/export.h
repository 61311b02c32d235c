// GET /api/projects/{id}/export: tasks with their annotations, streamed.
#pragma once

#include "api/router.h"
#include "labeling/formats/export_format.h"

namespace millrace::api {

// The names of all formats, as choices of a member.
inline constexpr std::string_view kExportKindChoices =
    "JSON|JSON_MIN|CSV|TSV|CONLL2003|COCO|COCO_WITH_IMAGES|VOC|YOLO|YOLO_WITH_IMAGES|YOLO_OBB|"
    "YOLO_OBB_WITH_IMAGES|BRUSH_TO_NUMPY|BRUSH_TO_PNG|ASR_MANIFEST|BRUSH_TO_COCO|DOCLANG|SPACY";

Outcome ExportProject(Service& service, Call& call);
Outcome ListExportFormats(Service& service, Call& call);
// GET /api/auth/export: may the caller read the exported file of X-Original-URI? Asked by proxies
// in front of the server.
Outcome CheckExportFile(Service& service, Call& call);

// The kind of that name; `field` is what the Error names.
Result<const labeling::ExportKind*> ExportKindOf(std::string_view name, const char* field);

std::span<const Member> ExportQuery();
extern const Shape kExportFormatShape, kExportAuthShape;

}  // namespace millrace::api
