#include "labeling/projects/projects.h"

#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/accounts/members.h"
#include "labeling/config/label_config.h"
#include "labeling/config/undefined_key.h"
#include "labeling/labels/labels.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/label_history.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/task_views.h"
#include "labeling/queue/overlap.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/export_snapshots.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/tasks.h"
#include "labeling/tasks/uploads.h"
#include "labeling/webhooks/announce.h"
#include "labeling/webhooks/webhooks.h"

namespace millrace::labeling {
namespace {

using db::Arg;

constexpr std::string_view kColumns =
    "id, title, description, label_config, settings, created_by, created_at, updated_at, "
    "task_number, finished_task_number, total_annotations_number, skipped_annotations_number, "
    "ground_truth_number, total_predictions_number, useful_annotations_number, "
    "tasks_with_annotations";

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
          .total_predictions_number = row.Int(13),
          .useful_annotations_number = row.Int(14),
          .tasks_with_annotations = row.Int(15)};
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

Arg PinnedAt(const ProjectRules& rules) {
  return rules.pinned_at.has_value() ? Arg(ToMicros(*rules.pinned_at)) : Arg(nullptr);
}

// Blob tasks made before the config had data keys.
Result<void> NameUndefinedKey(db::Connection& tx, int64_t project_id, std::string_view key) {
  const std::string undefined = "{\"" + std::string(kUndefinedKey) + "\"";
  std::string named = "{";
  AppendJsonString(named, key);
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET data = $2 || substr(data, $3) "
                 "WHERE project_id = $1 AND substr(data, 1, $4) = $5",
                 {project_id, named, undefined.size() + 1, undefined.size(), undefined}));
  return {};
}

}  // namespace

Result<Project> CreateProject(db::Connection& tx, const Project& given, Time now) {
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "project", 1));
  const ProjectRules rules = ReadProjectRules(given.settings);
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO project (id, title, description, label_config, settings, created_by, "
      "created_at, updated_at, pinned_at, ignore_skipped, archived) VALUES ($1, $2, $3, "
      "$4, $5, $6, $7, $7, $8, $9, $10)",
      {id, given.title, given.description, given.label_config, given.settings, given.created_by,
       ToMicros(now), PinnedAt(rules), rules.ignore_skipped, rules.archived}));
  RETURN_IF_ERROR(AnnounceProject(tx, Action::kProjectCreated, id, now));
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

std::span<const std::string_view> OrderNames() {
  static constexpr std::string_view kNames[] = {"id",
                                                "title",
                                                "description",
                                                "created_at",
                                                "pinned_at",
                                                "task_number",
                                                "finished_task_number",
                                                "total_annotations_number",
                                                "skipped_annotations_number",
                                                "ground_truth_number",
                                                "total_predictions_number",
                                                "label_config"};
  return kNames;
}

Result<std::vector<int64_t>> FindProjects(db::Connection& tx, const ProjectQuery& query) {
  std::string sql = "SELECT id FROM project WHERE lower(title) LIKE $1 ESCAPE '\\'";
  if (query.pinned.has_value())
    sql += *query.pinned ? " AND pinned_at IS NOT NULL" : " AND pinned_at IS NULL";
  if (query.archived.has_value())
    sql += *query.archived ? " AND archived = 1" : " AND archived = 0";
  const bool descending = query.order.starts_with('-');
  const std::string_view name = std::string_view(query.order).substr(descending ? 1 : 0);
  if (std::ranges::find(OrderNames(), name) != OrderNames().end()) {
    sql += " ORDER BY " + std::string(name) + (descending ? " DESC, id DESC" : ", id");
  } else {
    sql += " ORDER BY pinned_at DESC NULLS LAST, created_at DESC, id DESC";
  }
  std::string pattern = "%";
  for (const char c : ToLower(query.title)) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  pattern += '%';
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query(sql, {pattern}, [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  return ids;
}

Result<std::vector<Project>> ProjectsById(db::Connection& tx, std::span<const int64_t> ids) {
  std::map<int64_t, Project> found;
  for (std::span<const int64_t> rest = ids; !rest.empty();) {
    const IdList list = TakeIds(rest);
    ASSIGN_OR_RETURN(auto some, Select(tx, "WHERE id IN " + list.sql, list.args));
    for (Project& project : some) found.insert_or_assign(project.id, std::move(project));
  }
  std::vector<Project> projects;
  for (const int64_t id : ids) {
    if (const auto one = found.find(id); one != found.end()) projects.push_back(one->second);
  }
  return projects;
}

Result<Project> UpdateProject(db::Connection& tx, int64_t id, const ProjectPatch& patch, Time now) {
  ASSIGN_OR_RETURN(Project project, GetProject(tx, id));
  const Project old = project;
  if (patch.title.has_value()) project.title = *patch.title;
  if (patch.description.has_value()) project.description = *patch.description;
  if (patch.label_config.has_value()) project.label_config = *patch.label_config;
  if (patch.settings.has_value()) project.settings = *patch.settings;
  const ProjectRules before = ReadProjectRules(old.settings);
  const ProjectRules rules = ReadProjectRules(project.settings);
  RETURN_IF_ERROR(
      tx.Execute("UPDATE project SET title = $2, description = $3, label_config = $4, "
                 "settings = $5, updated_at = $6, pinned_at = $7, ignore_skipped = $8, "
                 "archived = $9 WHERE id = $1",
                 {id, project.title, project.description, project.label_config, project.settings,
                  ToMicros(now), PinnedAt(rules), rules.ignore_skipped, rules.archived}));
  if (project.label_config != old.label_config) {
    RETURN_IF_ERROR(NoteManyChanges(tx, id));  // the key that kUndefinedKey stands for
    const auto keys = DataKeys(project.label_config);
    if (!keys.empty() && DataKeys(old.label_config).empty()) {
      RETURN_IF_ERROR(NameUndefinedKey(tx, id, keys.front()));
    }
  }
  RETURN_IF_ERROR(SettleOverlap(tx, id, before, rules));
  RETURN_IF_ERROR(AllTasksMayBeFree(tx, id));
  RETURN_IF_ERROR(AnnounceProject(tx, Action::kProjectUpdated, id, now));
  return GetProject(tx, id);
}

Result<Project> DuplicateProject(db::Connection& tx, int64_t id, const std::string& title,
                                 bool tasks, std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(Project given, GetProject(tx, id));
  given.title = title;
  given.created_by = by;
  given.settings = WithoutSetting(given.settings, "is_archived");
  ASSIGN_OR_RETURN(const Project copy, CreateProject(tx, given, now));
  if (!tasks) return copy;
  // In ids' order and in pieces, so that a large project is never in memory as a whole.
  for (int64_t last = 0;;) {
    std::vector<NewTask> piece;
    RETURN_IF_ERROR(
        tx.Query("SELECT id, data, meta, allow_skip FROM task WHERE project_id = $1 AND id > $2 "
                 "ORDER BY id LIMIT 10000",
                 {id, last}, [&](const db::Row& row) {
                   last = row.Int(0);
                   piece.push_back(
                       {.data = row.String(1), .meta = row.String(2), .allow_skip = row.Bool(3)});
                 }));
    if (piece.empty()) break;
    RETURN_IF_ERROR(InsertTasks(tx, copy.id, piece, now));
  }
  return GetProject(tx, copy.id);
}

Result<void> DeleteProject(db::Connection& tx, int64_t id, Time now) {
  RETURN_IF_ERROR(GetProject(tx, id));
  ASSIGN_OR_RETURN(const auto storages, ListStorages(tx, {.project_id = id}));
  // First, so that nothing is enqueued for targets that go anyway.
  for (const Storage& storage : storages) RETURN_IF_ERROR(DeleteStorage(tx, storage.id, now));
  RETURN_IF_ERROR(DeleteWebhooksOfProject(tx, id));
  RETURN_IF_ERROR(DeleteTasksOfProject(tx, id, now, DeleteReason::kProject));
  RETURN_IF_ERROR(DropBackends(tx, id));
  RETURN_IF_ERROR(DropMembers(tx, id));
  RETURN_IF_ERROR(DropLabelLinks(tx, id));
  RETURN_IF_ERROR(DropUploads(tx, id));
  RETURN_IF_ERROR(DropSnapshots(tx, id));
  RETURN_IF_ERROR(DropHistory(tx, id));
  RETURN_IF_ERROR(DeleteTaskViewsOfProject(tx, id));
  RETURN_IF_ERROR(AllTasksMayBeFree(tx, id));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM project WHERE id = $1", {id}));
  return AnnounceProjectDeleted(tx, id, now);
}

}  // namespace millrace::labeling
