#include "labeling/tasks/tasks.h"

#include <algorithm>
#include <iterator>

#include "labeling/projects/counters.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/tasks/id_list.h"
#include "labeling/tasks/task_changes.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {
namespace {

using db::Arg;

Result<std::vector<Task>> Select(db::Connection& tx, const std::string& rest,
                                 std::span<const Arg> args) {
  std::vector<Task> tasks;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kTaskColumns) + " FROM task " + rest, args,
                           [&](const db::Row& row) { tasks.push_back(TaskOf(row)); }));
  return tasks;
}

// The ids of the query that exist (in its project), ascending.
Result<std::vector<int64_t>> ExistingIds(db::Connection& tx, const TaskQuery& query) {
  std::vector<int64_t> found;
  for (std::span<const int64_t> rest(query.ids); !rest.empty();) {
    const IdList list = TakeIds(rest);
    RETURN_IF_ERROR(tx.Query("SELECT id, project_id FROM task WHERE id IN " + list.sql, list.args,
                             [&](const db::Row& row) {
                               if (!query.project_id.has_value() || row.Int(1) == *query.project_id)
                                 found.push_back(row.Int(0));
                             }));
  }
  std::ranges::sort(found);
  found.erase(std::ranges::unique(found).begin(), found.end());
  return found;
}

Result<std::vector<Task>> SelectIds(db::Connection& tx, std::span<const int64_t> ids,
                                    const std::string& order) {
  std::vector<Task> tasks;
  tasks.reserve(ids.size());
  while (!ids.empty()) {
    const IdList list = TakeIds(ids);
    ASSIGN_OR_RETURN(auto some, Select(tx, "WHERE id IN " + list.sql + order, list.args));
    std::ranges::move(some, std::back_inserter(tasks));
  }
  return tasks;
}

Result<std::vector<Task>> ListByIds(db::Connection& tx, const TaskQuery& query) {
  ASSIGN_OR_RETURN(std::vector<int64_t> ids, ExistingIds(tx, query));
  if (query.descending) std::ranges::reverse(ids);
  const auto begin = std::min<int64_t>(std::max<int64_t>(query.offset, 0), std::ssize(ids));
  const auto count = std::min<int64_t>(std::max<int64_t>(query.limit, 0), std::ssize(ids) - begin);
  const auto page = std::span<const int64_t>(ids).subspan(begin, count);
  return SelectIds(tx, page, query.descending ? " ORDER BY id DESC" : " ORDER BY id");
}

// A page of a project. Ids are mostly given without a gap, and then the place of a page is known;
// where they are not, the ids are counted from the nearer end, in the index alone.
Result<std::vector<Task>> ListPage(db::Connection& tx, const TaskQuery& query) {
  const int64_t project = *query.project_id;
  ASSIGN_OR_RETURN(const int64_t total, CountTasks(tx, query));
  const int64_t offset = std::max<int64_t>(query.offset, 0);
  const int64_t count = std::min(query.limit, total - offset);
  if (count <= 0) return std::vector<Task>();
  // The page as ascending ids: how many lie before it.
  const int64_t before = query.descending ? total - offset - count : offset;
  int64_t first = 0, last = 0;
  RETURN_IF_ERROR(
      tx.Query("SELECT (SELECT MIN(id) FROM task WHERE project_id = $1), "
               "(SELECT MAX(id) FROM task WHERE project_id = $1)",
               {project}, [&](const db::Row& row) { first = row.Int(0), last = row.Int(1); }));
  int64_t begin = first + before;
  if (last - first + 1 != total) {
    const int64_t behind = total - before - 1;
    ASSIGN_OR_RETURN(const auto found,
                     before <= behind
                         ? tx.QueryInt("SELECT id FROM task WHERE project_id = $1 ORDER BY id "
                                       "LIMIT 1 OFFSET $2",
                                       {project, before})
                         : tx.QueryInt("SELECT id FROM task WHERE project_id = $1 "
                                       "ORDER BY id DESC LIMIT 1 OFFSET $2",
                                       {project, behind}));
    if (!found.has_value()) return std::vector<Task>();
    begin = *found;
  }
  const Arg args[] = {Arg(project), Arg(begin), Arg(count)};
  ASSIGN_OR_RETURN(auto tasks,
                   Select(tx, "WHERE project_id = $1 AND id >= $2 ORDER BY id LIMIT $3", args));
  if (query.descending) std::ranges::reverse(tasks);
  return tasks;
}

}  // namespace

Result<Task> GetTask(db::Connection& tx, int64_t id) {
  const Arg args[] = {Arg(id)};
  ASSIGN_OR_RETURN(auto tasks, Select(tx, "WHERE id = $1", args));
  if (tasks.empty()) {
    return Fail(ErrorKind::kNotFound, "There is no task " + std::to_string(id) + ".",
                "It may have been deleted; list the tasks of the project to see what is there.");
  }
  return std::move(tasks.front());
}

Result<std::vector<Task>> TasksById(db::Connection& tx, std::span<const int64_t> ids) {
  return SelectIds(tx, ids, " ORDER BY id");
}

Result<std::vector<Task>> ListTasks(db::Connection& tx, const TaskQuery& query) {
  if (!query.ids.empty()) return ListByIds(tx, query);
  if (!query.project_id.has_value()) {
    const Arg args[] = {Arg(query.limit), Arg(query.offset)};
    return Select(
        tx,
        query.descending ? "ORDER BY id DESC LIMIT $1 OFFSET $2" : "ORDER BY id LIMIT $1 OFFSET $2",
        args);
  }
  if (query.after.has_value()) {
    const Arg args[] = {Arg(*query.project_id), Arg(*query.after), Arg(query.limit)};
    return Select(
        tx,
        std::string("WHERE project_id = $1 AND id > $2") +
            (query.annotated ? " AND total_annotations + cancelled_annotations > 0" : "") +
            " ORDER BY id LIMIT $3",
        args);
  }
  return ListPage(tx, query);
}

Result<int64_t> CountTasks(db::Connection& tx, const TaskQuery& query) {
  if (!query.ids.empty()) {
    ASSIGN_OR_RETURN(const auto ids, ExistingIds(tx, query));
    return std::ssize(ids);
  }
  // The projects' counters are exact, and rows would have to be walked.
  if (query.project_id.has_value()) {
    ASSIGN_OR_RETURN(const auto count, tx.QueryInt("SELECT task_number FROM project WHERE id = $1",
                                                   {*query.project_id}));
    return count.value_or(0);
  }
  ASSIGN_OR_RETURN(const auto count, tx.QueryInt("SELECT SUM(task_number) FROM project"));
  return count.value_or(0);
}

Result<Task> UpdateTask(db::Connection& tx, int64_t id, const TaskPatch& patch,
                        std::optional<int64_t> updated_by, Time now) {
  ASSIGN_OR_RETURN(Task task, GetTask(tx, id));
  const Task old = task;
  if (patch.data.has_value()) task.data = *patch.data;
  if (patch.meta.has_value()) task.meta = *patch.meta;
  if (patch.overlap.has_value()) task.overlap = *patch.overlap;
  if (patch.allow_skip.has_value()) task.allow_skip = *patch.allow_skip;
  if (task.overlap < 1) {
    return FailField("overlap", "Ensure this value is greater than or equal to 1.");
  }
  RETURN_IF_ERROR(
      tx.Execute("UPDATE task SET data = $2, meta = $3, overlap = $4, allow_skip = $5, "
                 "updated_by = $6, updated_at = $7 WHERE id = $1",
                 {id, task.data, TextOrNull(task.meta), task.overlap, task.allow_skip, updated_by,
                  ToMicros(now)}));
  RETURN_IF_ERROR(NoteChange(tx, id));
  if (task.overlap != old.overlap) {
    RETURN_IF_ERROR(RecountTask(tx, id));
    RETURN_IF_ERROR(TaskMayBeFree(tx, task.project_id, id));
  }
  if (task.data != old.data || task.meta != old.meta) {
    // The objects of its annotations hold the task.
    std::vector<int64_t> annotations;
    RETURN_IF_ERROR(tx.Query("SELECT id FROM annotation WHERE task_id = $1", {id},
                             [&](const db::Row& row) { annotations.push_back(row.Int(0)); }));
    if (!annotations.empty()) {
      RETURN_IF_ERROR(EnqueueExports(tx, task.project_id, id, annotations, false));
    }
  }
  return GetTask(tx, id);
}

Result<int64_t> AllocateIds(db::Connection& tx, std::string_view name, int64_t count) {
  int64_t first = 0;
  RETURN_IF_ERROR(
      tx.Query("INSERT INTO id_sequence (name, next) VALUES ($1, 1 + $2) "
               "ON CONFLICT (name) DO UPDATE SET next = id_sequence.next + $2 RETURNING next - $2",
               {name, count}, [&](const db::Row& row) { first = row.Int(0); }));
  return first;
}

}  // namespace millrace::labeling
