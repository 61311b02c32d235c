// A project as answers show it.
#pragma once

#include <string>
#include <vector>

#include "api/views.h"
#include "labeling/projects/projects.h"

namespace millrace::api {

// All members but "annotators", or with `include` only those it names. `viewer` is the account that
// asks.
Result<void> AppendProject(JsonWriter& json, db::Connection& tx, const labeling::Project& project,
                           AccountBook& accounts, std::optional<int64_t> viewer,
                           const std::vector<std::string>& include = {});
// GET /api/projects/counts.
void AppendCounts(JsonWriter& json, const labeling::Project& project,
                  const std::vector<std::string>& include);

}  // namespace millrace::api
