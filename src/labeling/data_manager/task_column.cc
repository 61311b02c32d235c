#include "labeling/data_manager/task_column.h"

#include <algorithm>
#include <iterator>

namespace millrace::labeling {
namespace {

struct Named {
  std::string_view name;
  TaskColumn column;
  ValueKind kind;
};
constexpr Named kNamed[] = {
    {"id", TaskColumn::kId, ValueKind::kNumber},
    {"inner_id", TaskColumn::kInnerId, ValueKind::kNumber},
    {"created_at", TaskColumn::kCreatedAt, ValueKind::kTime},
    {"updated_at", TaskColumn::kUpdatedAt, ValueKind::kTime},
    {"completed_at", TaskColumn::kCompletedAt, ValueKind::kTime},
    {"total_annotations", TaskColumn::kAnnotations, ValueKind::kNumber},
    {"cancelled_annotations", TaskColumn::kCancelled, ValueKind::kNumber},
    {"total_predictions", TaskColumn::kPredictions, ValueKind::kNumber},
    {"is_labeled", TaskColumn::kIsLabeled, ValueKind::kBoolean},
    {"annotators", TaskColumn::kAnnotators, ValueKind::kText},
    {"annotations_ids", TaskColumn::kAnnotationIds, ValueKind::kText},
    {"annotations_results", TaskColumn::kAnnotationResults, ValueKind::kText},
    {"updated_by", TaskColumn::kUpdatedBy, ValueKind::kNumber},
    {"avg_lead_time", TaskColumn::kLeadTime, ValueKind::kNumber},
    {"draft_exists", TaskColumn::kDraftExists, ValueKind::kBoolean},
    {"predictions_score", TaskColumn::kScore, ValueKind::kNumber},
    {"predictions_model_versions", TaskColumn::kModelVersions, ValueKind::kText},
    {"predictions_results", TaskColumn::kPredictionResults, ValueKind::kText},
    {"file_upload", TaskColumn::kFileUpload, ValueKind::kText},
    {"storage_filename", TaskColumn::kStorageFilename, ValueKind::kText},
};

}  // namespace

std::optional<ColumnRef> ReadColumn(std::string_view name) {
  constexpr std::string_view kDataPrefix = "data.";
  if (name.starts_with(kDataPrefix)) {
    name.remove_prefix(kDataPrefix.size());
    if (name.empty()) return std::nullopt;
    return ColumnRef{.column = TaskColumn::kData, .key = std::string(name)};
  }
  const auto* const known = std::ranges::find(kNamed, name, &Named::name);
  if (known == std::end(kNamed)) return std::nullopt;
  return ColumnRef{.column = known->column, .key = {}};
}

std::string ColumnNames() {
  std::string names;
  for (const Named& one : kNamed) names.append(one.name).append(", ");
  return names + "data.KEY";
}

ValueKind KindOf(TaskColumn column) {
  const auto* const known = std::ranges::find(kNamed, column, &Named::column);
  return known == std::end(kNamed) ? ValueKind::kText : known->kind;
}

}  // namespace millrace::labeling
