#include "labeling/data_manager/duplicates.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "crypto/digest.h"
#include "labeling/data_manager/task_texts.h"
#include "labeling/projects/counters.h"
#include "labeling/queue/queue_positions.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_tasks.h"
#include "labeling/tasks/task_rows.h"

namespace millrace::labeling {
namespace {

constexpr size_t kRowsAtOnce = 10'000;

// Annotations with their drafts go from one task to the other; targets hear of it.
Result<void> MoveAnnotations(db::Connection& tx, const Task& from, const Task& to) {
  std::vector<int64_t> ids;
  RETURN_IF_ERROR(tx.Query("SELECT id FROM annotation WHERE task_id = $1 ORDER BY id", {from.id},
                           [&](const db::Row& row) { ids.push_back(row.Int(0)); }));
  if (ids.empty()) return {};
  for (const char* sql :
       {"UPDATE annotation SET task_id = $2 WHERE task_id = $1",
        "UPDATE draft SET task_id = $2 WHERE task_id = $1 AND annotation_id IS NOT NULL"}) {
    RETURN_IF_ERROR(tx.Execute(sql, {from.id, to.id}));
  }
  RETURN_IF_ERROR(RecountTask(tx, from.id));
  RETURN_IF_ERROR(EnqueueExports(tx, to.project_id, from.id, ids, true));
  return EnqueueExports(tx, to.project_id, to.id, ids, false);
}

}  // namespace

Result<std::vector<std::vector<int64_t>>> FindDuplicates(db::Connection& tx,
                                                         std::span<const int64_t> ids) {
  // What came first of each digest, and the groups of those that came again.
  std::unordered_map<std::string, std::pair<int64_t, size_t>> seen;
  std::vector<std::vector<int64_t>> groups;
  constexpr size_t kNoGroup = SIZE_MAX, kDigest = 16;
  while (!ids.empty()) {
    const auto some = ids.first(std::min(ids.size(), kRowsAtOnce));
    ids = ids.subspan(some.size());
    std::vector<std::string> digests(some.size());
    RETURN_IF_ERROR(
        QueryTasks(tx, "SELECT id, data FROM task", some, [&](size_t at, const db::Row& row) {
          digests[at] = crypto::Sha256(SpacedJson(row.Text(1))).substr(0, kDigest);
        }));
    for (size_t at = 0; at < some.size(); ++at) {
      if (digests[at].empty()) continue;
      const auto [entry, first] = seen.try_emplace(digests[at], some[at], kNoGroup);
      if (first) continue;
      size_t& group = entry->second.second;
      if (group == kNoGroup) {
        group = groups.size();
        groups.push_back({entry->second.first});
      }
      groups[group].push_back(some[at]);
    }
  }
  return groups;
}

Result<int64_t> MergeDuplicates(db::Connection& tx, std::span<const int64_t> group,
                                std::optional<int64_t> by, Time now) {
  ASSIGN_OR_RETURN(std::vector<Task> tasks, TasksById(tx, group));
  if (tasks.size() < 2) return 0;
  const std::string data = SpacedJson(tasks.front().data);
  std::erase_if(tasks, [&](const Task& task) {
    return task.project_id != tasks.front().project_id || SpacedJson(task.data) != data;
  });
  const auto annotated = std::ranges::find_if(tasks, [](const Task& task) {
    return task.total_annotations + task.cancelled_annotations > 0;
  });
  const Task kept = annotated == tasks.end() ? tasks.front() : *annotated;
  std::erase_if(tasks, [&](const Task& task) { return task.id == kept.id; });
  if (tasks.empty()) return 0;
  bool stored = kept.source_id.has_value();
  std::vector<int64_t> doomed;
  for (const Task& task : tasks) {
    doomed.push_back(task.id);
    RETURN_IF_ERROR(MoveAnnotations(tx, task, kept));
    if (stored || !task.source_id.has_value()) continue;
    RETURN_IF_ERROR(MoveSource(tx, task.id, kept.id));
    stored = true;
  }
  RETURN_IF_ERROR(RecountTask(tx, kept.id));
  RETURN_IF_ERROR(TouchTask(tx, kept.id, by, now));
  RETURN_IF_ERROR(TaskMayBeFree(tx, kept.project_id, kept.id));
  return DeleteTasks(tx, doomed, DeleteReason::kUser, now);
}

}  // namespace millrace::labeling
