// A project as answers show it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/views.h"
#include "labeling/projects/projects.h"

namespace millrace::api {

// Appends each project with all members but "annotators" and "storages", or with `include` only
// those it names. `viewer` is the account that asks.
Result<void> AppendProjects(JsonWriter& json, db::Connection& tx,
                            std::span<const labeling::Project> projects,
                            std::optional<int64_t> viewer,
                            const std::vector<std::string>& include = {});
// GET /api/projects/counts.
void AppendCounts(JsonWriter& json, const labeling::Project& project,
                  const std::vector<std::string>& include);

}  // namespace millrace::api
