#include "labeling/projects/task_views.h"

#include "labeling/projects/projects.h"
#include "labeling/tasks/task_rows.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kColumns =
    "id, project_id, account_id, data, filters, ordering, selected_items, position";

Result<std::vector<TaskView>> Select(db::Connection& tx, const std::string& rest, db::Args args) {
  std::vector<TaskView> views;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM task_view " + rest, args,
                           [&](const db::Row& row) {
                             views.push_back({.id = row.Int(0),
                                              .project_id = row.Int(1),
                                              .account_id = row.MaybeInt(2),
                                              .data = row.String(3),
                                              .filters = row.String(4),
                                              .ordering = row.String(5),
                                              .selected_items = row.String(6),
                                              .position = row.Int(7)});
                           }));
  return views;
}

}  // namespace

Result<TaskView> CreateTaskView(db::Connection& tx, const TaskView& given) {
  RETURN_IF_ERROR(GetProject(tx, given.project_id));
  TaskView view = given;
  ASSIGN_OR_RETURN(view.id, AllocateIds(tx, "task_view", 1));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO task_view (" + std::string(kColumns) +
                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                 {view.id, view.project_id, view.account_id, view.data, TextOrNull(view.filters),
                  TextOrNull(view.ordering), TextOrNull(view.selected_items), view.position}));
  return view;
}

Result<TaskView> GetTaskView(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(std::vector<TaskView> found, Select(tx, "WHERE id = $1", {id}));
  if (found.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no view " + std::to_string(id) + ".",
                "It may have been deleted; list the views of the project to see what is there.");
  }
  return std::move(found.front());
}

Result<std::vector<TaskView>> ListTaskViews(db::Connection& tx, std::optional<int64_t> project_id) {
  if (!project_id.has_value()) return Select(tx, "ORDER BY position, id", {});
  return Select(tx, "WHERE project_id = $1 ORDER BY position, id", {*project_id});
}

Result<int64_t> CountTaskViews(db::Connection& tx, int64_t project_id) {
  ASSIGN_OR_RETURN(
      const auto count,
      tx.QueryInt("SELECT COUNT(*) FROM task_view WHERE project_id = $1", {project_id}));
  return count.value_or(0);
}

Result<void> UpdateTaskView(db::Connection& tx, const TaskView& view) {
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE task_view SET data = $2, filters = $3, ordering = $4, selected_items = $5, "
      "position = $6 WHERE id = $1",
      {view.id, view.data, TextOrNull(view.filters), TextOrNull(view.ordering),
       TextOrNull(view.selected_items), view.position}));
  return {};
}

Result<void> DeleteTaskView(db::Connection& tx, int64_t id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_view WHERE id = $1", {id}));
  return {};
}

Result<void> DeleteTaskViewsOfProject(db::Connection& tx, int64_t project_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM task_view WHERE project_id = $1", {project_id}));
  return {};
}

Result<void> OrderTaskViews(db::Connection& tx, int64_t project_id, std::span<const int64_t> ids) {
  for (size_t i = 0; i < ids.size(); ++i) {
    RETURN_IF_ERROR(
        tx.Execute("UPDATE task_view SET position = $3 WHERE id = $2 AND project_id = $1",
                   {project_id, ids[i], i}));
  }
  return {};
}

}  // namespace millrace::labeling
