#include "api/transfer/export_format.h"

#include <algorithm>

#include "api/transfer/key_frames.h"

namespace millrace::api {

std::span<const ExportKind> ExportKinds() {
  static constexpr ExportKind kKinds[] = {
      {"JSON", "JSON", "Tasks with all their annotations, predictions and drafts.", ".json",
       "application/json", MakeJson},
      {"JSON_MIN", "JSON-MIN", "One flat object per annotation: the task's data and the results.",
       ".json", "application/json", MakeJsonMin},
      {"CSV", "CSV",
       "One row per annotation, comma-separated, with a column per data key and control.", ".csv",
       "text/csv; charset=utf-8", MakeCsv},
      {"TSV", "TSV",
       "One row per annotation, tab-separated, with a column per data key and control.", ".tsv",
       "text/tab-separated-values; charset=utf-8", MakeTsv},
  };
  return kKinds;
}

const ExportKind* FindExportKind(std::string_view name) {
  for (const ExportKind& kind : ExportKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::vector<const labeling::Annotation*> FlatRows(
    std::span<const labeling::Annotation> annotations) {
  std::vector<const labeling::Annotation*> rows;
  if (annotations.empty()) rows.push_back(nullptr);
  for (const labeling::Annotation& annotation : annotations) {
    if (!annotation.was_cancelled) rows.push_back(&annotation);
  }
  // Of those imported together, which have one time, the last one is the newest.
  std::ranges::sort(rows, [](const auto* a, const auto* b) {
    return a->created_at != b->created_at ? a->created_at > b->created_at : a->id > b->id;
  });
  return rows;
}

std::string ExportedResult(const labeling::Annotation& annotation, bool frames) {
  return frames ? FillKeyFrames(annotation.result) : annotation.result;
}

}  // namespace millrace::api
