// The model versions that made a project's predictions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct ModelVersion {
  std::optional<std::string> name;  // nothing: predictions without a version
  int64_t predictions = 0;
  Time latest{};  // when the last one was made
};
// The latest first.
Result<std::vector<ModelVersion>> ModelVersions(db::Connection& tx, int64_t project_id);
Result<bool> HasModelVersion(db::Connection& tx, int64_t project_id, const std::string& version);
// Deletes the version's predictions and returns how many; counters follow.
Result<int64_t> DeleteModelVersion(db::Connection& tx, int64_t project_id,
                                   const std::string& version);

}  // namespace millrace::labeling
