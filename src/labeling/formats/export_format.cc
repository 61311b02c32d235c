#include "labeling/formats/export_format.h"

#include <algorithm>

#include "labeling/formats/key_frames.h"

namespace millrace::labeling {

std::span<const ExportKind> ExportKinds() {
  constexpr std::string_view kJson = "application/json", kZip = "application/zip";
  constexpr std::string_view kShapes = "image segmentation|object detection";
  constexpr std::string_view kPoses = "image segmentation|object detection|keypoints";
  using enum ExportKind::Media;
  static constexpr ExportKind kKinds[] = {
      {"JSON", "JSON", "Tasks with all their annotations, predictions and drafts.", ".json", kJson,
       "", kNever, MakeJson},
      {"JSON_MIN", "JSON-MIN", "One flat object per annotation: the task's data and the results.",
       ".json", kJson, "", kNever, MakeJsonMin},
      {"CSV", "CSV",
       "One row per annotation, comma-separated, with a column per data key and control.", ".csv",
       "text/csv; charset=utf-8", "", kNever, MakeCsv},
      {"TSV", "TSV",
       "One row per annotation, tab-separated, with a column per data key and control.", ".tsv",
       "text/tab-separated-values; charset=utf-8", "", kNever, MakeTsv},
      {"CONLL2003", "CONLL2003",
       "One word per line with its tag, as the shared task of 2003 has it.", ".conll",
       "text/plain; charset=utf-8", "sequence labeling|text tagging|named entity recognition",
       kNever, MakeConll},
      {"COCO", "COCO", "Boxes, polygons and key points in one JSON file.", ".zip", kZip, kPoses,
       kNever, MakeCoco},
      {"COCO_WITH_IMAGES", "COCO with Images", "COCO, and the images.", ".zip", kZip, kPoses,
       kAlways, MakeCoco},
      {"VOC", "Pascal VOC XML", "One XML file of boxes per image.", ".zip", kZip, kShapes,
       kOnRequest, MakeVoc},
      {"YOLO", "YOLO", "One text file per image: a line with class, middle and size of each box.",
       ".zip", kZip, kPoses, kNever, MakeYolo},
      {"YOLO_WITH_IMAGES", "YOLO with Images", "YOLO, and the images.", ".zip", kZip, kPoses,
       kAlways, MakeYolo},
      {"YOLO_OBB", "YOLOv8 OBB", "YOLO with the four corners of each box, which may be rotated.",
       ".zip", kZip, kShapes, kNever, MakeYoloObb},
      {"YOLO_OBB_WITH_IMAGES", "YOLOv8 OBB with Images", "YOLOv8 OBB, and the images.", ".zip",
       kZip, kShapes, kAlways, MakeYoloObb},
      {"BRUSH_TO_NUMPY", "Brush labels to NumPy", "One array of bytes per brushed region.", ".zip",
       kZip, "image segmentation", kNever, MakeBrushNumpy},
      {"BRUSH_TO_PNG", "Brush labels to PNG", "One gray image per brushed region.", ".zip", kZip,
       "image segmentation", kNever, MakeBrushPng},
      {"ASR_MANIFEST", "ASR Manifest",
       "One line of JSON per recording, with its length and transcript, as NVIDIA NeMo reads them.",
       ".zip", kZip, "speech recognition", kOnRequest, MakeAsr},
      {"BRUSH_TO_COCO", "Brush labels to COCO",
       "The outlines of brushed regions as COCO's polygons.", ".zip", kZip,
       "image segmentation|brush annotations", kNever, MakeBrushCoco},
      {"DOCLANG", "DocLang (.dclx)",
       "Documents that are XML in texts or data, each as an archive with the images of its pages.",
       ".zip", kZip, "document|doclang", kOnRequest, MakeDocLang},
      {"SPACY", "spaCy", "One line of JSON per text, with the entities marked in it.", ".jsonl",
       "application/x-ndjson", "sequence labeling|text tagging|named entity recognition", kNever,
       MakeSpacy},
  };
  return kKinds;
}

const ExportKind* FindExportKind(std::string_view name) {
  for (const ExportKind& kind : ExportKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::string ExportKindNames(std::string_view separator) {
  std::string names;
  for (const ExportKind& kind : ExportKinds())
    names.append(names.empty() ? "" : separator).append(kind.name);
  return names;
}

std::vector<const Annotation*> FlatRows(std::span<const Annotation> annotations) {
  std::vector<const Annotation*> rows;
  if (annotations.empty()) rows.push_back(nullptr);
  for (const Annotation& annotation : annotations) {
    if (!annotation.was_cancelled) rows.push_back(&annotation);
  }
  // Of those imported together, which have one time, the last one is the newest.
  std::ranges::sort(rows, [](const auto* a, const auto* b) {
    return a->created_at != b->created_at ? a->created_at > b->created_at : a->id > b->id;
  });
  return rows;
}

std::string AnnotatorOf(const ExportItem& item, const Annotation* annotation) {
  if (annotation == nullptr) return "";
  const size_t at = annotation - item.annotations.data();
  if (at < item.authors.size())
    return item.authors[at].has_value() ? item.authors[at]->email : std::string();
  return annotation->completed_by.has_value() ? std::to_string(*annotation->completed_by) : "";
}

std::string ExportedResult(const Annotation& annotation, bool frames) {
  return frames ? FillKeyFrames(annotation.result) : annotation.result;
}

}  // namespace millrace::labeling
