// Projects.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

struct Project {
  int64_t id = 0;
  std::string title, description;
  std::string label_config = "<View></View>";
  std::string settings = "{}";  // JSON object: the REST fields that have no column
  std::optional<int64_t> created_by;
  Time created_at{}, updated_at{};
  // Kept exact by every operation on tasks and annotations.
  int64_t task_number = 0, finished_task_number = 0, total_annotations_number = 0;
  int64_t skipped_annotations_number = 0, ground_truth_number = 0, total_predictions_number = 0;
};

Result<Project> CreateProject(db::Connection& tx, const Project& given, Time now);
Result<Project> GetProject(db::Connection& tx, int64_t id);  // kNotFound
// The project of exactly this title; the lowest id if several have it. Nothing if none.
Result<std::optional<Project>> FindProjectByTitle(db::Connection& tx, const std::string& title);
Result<std::vector<Project>> ListProjects(db::Connection& tx, int64_t offset, int64_t limit,
                                          const std::vector<int64_t>& ids = {});
Result<int64_t> CountProjects(db::Connection& tx);

struct ProjectPatch {
  std::optional<std::string> title, description, label_config, settings;
};
// A label config that breaks existing annotations is the caller's to refuse (label_config.h). When
// the first config with data keys is set, blob tasks' "$undefined$" takes its first key.
Result<Project> UpdateProject(db::Connection& tx, int64_t id, const ProjectPatch& patch, Time now);
// With tasks, annotations, storages and all that hangs on them.
Result<void> DeleteProject(db::Connection& tx, int64_t id, Time now);

}  // namespace millrace::labeling
