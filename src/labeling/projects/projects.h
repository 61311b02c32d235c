// Projects.
#pragma once

#include <optional>
#include <span>
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
  // Of annotations that are neither cancelled nor ground truth.
  int64_t useful_annotations_number = 0, tasks_with_annotations = 0;
};

Result<Project> CreateProject(db::Connection& tx, const Project& given, Time now);
Result<Project> GetProject(db::Connection& tx, int64_t id);  // kNotFound
// The project of exactly this title; the lowest id if several have it. Nothing if none.
Result<std::optional<Project>> FindProjectByTitle(db::Connection& tx, const std::string& title);

struct ProjectQuery {
  std::string title;             // part of it, without case; "" = all
  std::optional<bool> pinned;    // only these, or only the others
  std::optional<bool> archived;  // the same
  // A name of OrderNames(), with "-" before it for descending; else pinned projects first, the last
  // pinned before the others, then the newest.
  std::string order;
};
// What lists can be ordered by.
std::span<const std::string_view> OrderNames();
// The ids of those that match, in order: pages are made of them.
Result<std::vector<int64_t>> FindProjects(db::Connection& tx, const ProjectQuery& query);
// Those of `ids` that exist, in their order.
Result<std::vector<Project>> ProjectsById(db::Connection& tx, std::span<const int64_t> ids);

struct ProjectPatch {
  std::optional<std::string> title, description, label_config, settings;
};
// A label config that breaks existing annotations is the caller's to refuse (label_config.h). When
// the first config with data keys is set, blob tasks' "$undefined$" takes its first key.
Result<Project> UpdateProject(db::Connection& tx, int64_t id, const ProjectPatch& patch, Time now);
// A new project of these settings and this config; with `tasks`, also copies of the tasks, without
// their annotations, predictions and sources.
Result<Project> DuplicateProject(db::Connection& tx, int64_t id, const std::string& title,
                                 bool tasks, std::optional<int64_t> by, Time now);
// With tasks, annotations, storages and all that hangs on them.
Result<void> DeleteProject(db::Connection& tx, int64_t id, Time now);

}  // namespace millrace::labeling
