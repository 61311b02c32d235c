// What tasks are filtered and ordered by, in Label Studio's names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace::labeling {

enum class TaskColumn {
  kId,
  kInnerId,    // grows with the id
  kCreatedAt,  // the same
  kUpdatedAt,
  kCompletedAt,
  kAnnotations,
  kCancelled,
  kPredictions,
  kIsLabeled,
  kAnnotators,
  kAnnotationIds,
  kAnnotationResults,
  kUpdatedBy,
  kLeadTime,
  kDraftExists,
  kScore,
  kModelVersions,
  kPredictionResults,
  kFileUpload,
  kStorageFilename,
  kData,
};

struct ColumnRef {
  TaskColumn column = TaskColumn::kId;
  // Of kData: a member of the data. Where there is none of that name, "a__b" and "a.b" are b
  // inside of a; a number is a place of a list.
  std::string key;
  bool operator==(const ColumnRef&) const = default;
};

// "total_annotations", "data.text"; nothing for what is no column.
std::optional<ColumnRef> ReadColumn(std::string_view name);
// What ReadColumn knows, for a message.
std::string ColumnNames();

// What a column's values are.
enum class ValueKind { kNumber, kTime, kBoolean, kText };
ValueKind KindOf(TaskColumn column);

}  // namespace millrace::labeling
