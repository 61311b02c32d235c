// What a snapshot of an export is asked to hold.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/body.h"
#include "api/transfer/export_tasks.h"

namespace millrace::api {

struct SnapshotChoice {
  ExportChoice tasks;
  std::optional<int64_t> view;  // only the tasks that this view shows
  bool frames = false;
};

extern const Shape kTaskFilterOptions, kAnnotationFilterOptions, kSerializationOptions;

// The options of a request as one JSON text, for the snapshot's row.
std::string SnapshotChoiceOf(const Body& body);
// kInvalid names the option.
Result<SnapshotChoice> ReadSnapshotChoice(std::string_view json);
// kInvalid for a view that the project does not have.
Result<void> CheckView(db::Connection& tx, int64_t project_id, const SnapshotChoice& choice);

}  // namespace millrace::api
