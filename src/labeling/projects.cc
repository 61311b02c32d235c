#include "labeling/projects.h"

#include <algorithm>
#include <iterator>

#include "base/json_writer.h"
#include "labeling/counters.h"
#include "labeling/id_list.h"
#include "labeling/label_config.h"
#include "labeling/project_settings.h"
#include "labeling/members.h"
#include "labeling/storages.h"
#include "labeling/tasks.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kColumns =
    "id, title, description, label_config, settings, created_by, created_at, updated_at, "
    "task_number, finished_task_number, total_annotations_number, skipped_annotations_number, "
    "ground_truth_number, total_predictions_number";

Project ProjectOf(const db::Row& row) {
  return {.id = row.Int(0),
          .title = row.String(1),
          .description = row.String(2),
          .label_config = row.String(3),
          .settings = row.String(4),
          .created_by = row.MaybeInt(5),
          .created_at = FromMicros(row.Int(6)),
          .updated_at = FromMicros(row.Int(7)),
          .task_number = row.Int(8),
          .finished_task_number = row.Int(9),
          .total_annotations_number = row.Int(10),
          .skipped_annotations_number = row.Int(11),
          .ground_truth_number = row.Int(12),
          .total_predictions_number = row.Int(13)};
}

Result<std::vector<Project>> Select(db::Connection& tx, const std::string& rest,
                                    std::span<const Arg> args) {
  std::vector<Project> projects;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM project " + rest, args,
                           [&](const db::Row& row) { projects.push_back(ProjectOf(row)); }));
  return projects;
}

std::vector<std::string> DataKeys(const std::string& label_config) {
  const auto config = ParseLabelConfig(label_config);
  return config.has_value() ? config->DataKeys() : std::vector<std::string>();
}

// Blob tasks made before the config had data keys.
Result<void> NameUndefinedKey(db::Connection& tx, int64_t project_id, std::string_view key) {
  constexpr std::string_view kUndefined = R"({"$undefined$")";
  std::string named = "{";
  AppendJsonString(named, key);
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET data = $2 || substr(data, $3) "
                 "WHERE project_id = $1 AND substr(data, 1, $4) = $5",
                 {project_id, named, kUndefined.size() + 1, kUndefined.size(), kUndefined}));
  return {};
}

}  // namespace

Result<Project> CreateProject(db::Connection& tx, const Project& given, Time now) {
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "project", 1));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO project (id, title, description, label_config, settings, created_by, "
                 "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)",
                 {id, given.title, given.description, given.label_config, given.settings,
                  given.created_by, ToMicros(now)}));
  return GetProject(tx, id);
}

Result<Project> GetProject(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  ASSIGN_OR_RETURN(auto projects, Select(tx, "WHERE id = $1", args));
  if (projects.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no project " + std::to_string(id) + ".",
                "List the projects to see their numbers.");
  }
  return std::move(projects.front());
}

Result<std::optional<Project>> FindProjectByTitle(db::Connection& tx, const std::string& title) {
  const Arg args[] = {Arg(title)};
  ASSIGN_OR_RETURN(auto projects, Select(tx, "WHERE title = $1 ORDER BY id LIMIT 1", args));
  if (projects.empty()) return std::nullopt;
  return std::move(projects.front());
}

Result<std::vector<Project>> ListProjects(db::Connection& tx, int64_t offset, int64_t limit,
                                          const std::vector<int64_t>& ids) {
  if (ids.empty()) {
    const Arg args[] = {Arg(limit), Arg(offset)};
    return Select(tx, "ORDER BY id DESC LIMIT $1 OFFSET $2", args);
  }
  std::vector<Project> all;
  std::vector<int64_t> unique(ids);
  std::ranges::sort(unique, std::greater());
  unique.erase(std::ranges::unique(unique).begin(), unique.end());
  for (std::span<const int64_t> rest(unique); !rest.empty();) {
    const IdList list = TakeIds(rest);
    ASSIGN_OR_RETURN(auto some,
                     Select(tx, "WHERE id IN " + list.sql + " ORDER BY id DESC", list.args));
    std::ranges::move(some, std::back_inserter(all));
  }
  const auto begin = std::min<int64_t>(std::max<int64_t>(offset, 0), std::ssize(all));
  const auto end = std::min<int64_t>(begin + std::max<int64_t>(limit, 0), std::ssize(all));
  return std::vector<Project>(std::make_move_iterator(all.begin() + begin),
                              std::make_move_iterator(all.begin() + end));
}

Result<int64_t> CountProjects(db::Connection& tx) {
  ASSIGN_OR_RETURN(const auto count, tx.QueryInt("SELECT COUNT(*) FROM project"));
  return count.value_or(0);
}

Result<Project> UpdateProject(db::Connection& tx, int64_t id, const ProjectPatch& patch, Time now) {
  ASSIGN_OR_RETURN(Project project, GetProject(tx, id));
  const Project old = project;
  if (patch.title.has_value()) project.title = *patch.title;
  if (patch.description.has_value()) project.description = *patch.description;
  if (patch.label_config.has_value()) project.label_config = *patch.label_config;
  if (patch.settings.has_value()) project.settings = *patch.settings;
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET title = $2, description = $3, label_config = $4, "
                 "settings = $5, updated_at = $6 WHERE id = $1",
                 {id, project.title, project.description, project.label_config, project.settings,
                  ToMicros(now)}));
  if (project.label_config != old.label_config) {
    const auto keys = DataKeys(project.label_config);
    if (!keys.empty() && DataKeys(old.label_config).empty()) {
      RETURN_IF_ERROR(NameUndefinedKey(tx, id, keys.front()));
    }
  }
  const int64_t overlap = MaximumAnnotations(project.settings);
  if (overlap != MaximumAnnotations(old.settings)) RETURN_IF_ERROR(SetOverlap(tx, id, overlap));
  return GetProject(tx, id);
}

Result<void> DeleteProject(db::Connection& tx, int64_t id, Time now) {
  RETURN_IF_ERROR(GetProject(tx, id));
  ASSIGN_OR_RETURN(const auto storages, ListStorages(tx, {.project_id = id}));
  // First, so that nothing is enqueued for targets that go anyway.
  for (const Storage& storage : storages) RETURN_IF_ERROR(DeleteStorage(tx, storage.id, now));
  RETURN_IF_ERROR(DeleteTasksOfProject(tx, id, now));
  RETURN_IF_ERROR(DropMembers(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM project WHERE id = $1", {id}));
  return {};
}

}  // namespace millrace::labeling
