#include "api/tasks/task_sequences.h"

#include <algorithm>

namespace millrace::api {
namespace {

using labeling::TaskSequence;
using labeling::TasksState;

constexpr size_t kMostEntries = 16, kMostIds = 4'000'000;   // 32 MB
constexpr size_t kMostTables = 16, kMostTasks = 6'000'000;  // 240 MB

std::string NameOf(int64_t project_id, const labeling::TaskSearch& search) {
  const labeling::TaskOrder& order = search.order;
  return std::to_string(project_id) + ' ' + std::to_string(static_cast<int>(order.column)) +
         (order.descending ? '-' : '+') + (order.as_numbers ? 'n' : 't') +
         std::to_string(order.key.size()) + ' ' + order.key +
         std::to_string(search.filter.text.size()) + ' ' + search.filter.text + search.text;
}

}  // namespace

Result<std::shared_ptr<const TaskSequence>> TaskSequences::Get(db::Database& db, int64_t project_id,
                                                               const labeling::TaskSearch& search) {
  const std::string name = NameOf(project_id, search);
  const auto read_state = [&] {
    return db.Read([&](db::Connection& tx) { return labeling::StateOfTasks(tx, project_id); });
  };
  ASSIGN_OR_RETURN(TasksState state, read_state());
  if (auto found = Find(name, state)) return found;
  const std::shared_ptr<Table> table = TableOf(project_id);
  const std::lock_guard making(table->making);
  ASSIGN_OR_RETURN(state, read_state());
  if (auto found = Find(name, state)) return found;
  ASSIGN_OR_RETURN(TaskSequence made, db.Read([&](db::Connection& tx) {
    return labeling::SequenceTasks(tx, table->tasks, search);
  }));
  auto sequence = std::make_shared<const TaskSequence>(std::move(made));
  NoteSize(table);
  Keep({.name = name, .state = table->tasks.state(), .sequence = sequence});
  return sequence;
}

std::shared_ptr<const TaskSequence> TaskSequences::Find(const std::string& name,
                                                        const TasksState& state) {
  const std::lock_guard lock(mutex_);
  const auto entry = std::ranges::find(entries_, name, &Entry::name);
  if (entry == entries_.end() || entry->state != state) return nullptr;
  entries_.splice(entries_.begin(), entries_, entry);
  return entry->sequence;
}

void TaskSequences::Keep(Entry entry) {
  const std::lock_guard lock(mutex_);
  std::erase_if(entries_, [&](const Entry& other) { return other.name == entry.name; });
  entries_.push_front(std::move(entry));
  size_t ids = 0, kept = 0;
  std::erase_if(entries_, [&](const Entry& one) {
    ids += one.sequence->ids.size();
    return ++kept > kMostEntries || ids > kMostIds;
  });
}

std::shared_ptr<TaskSequences::Table> TaskSequences::TableOf(int64_t project_id) {
  const std::lock_guard lock(mutex_);
  const auto known = std::ranges::find_if(
      tables_, [&](const auto& table) { return table->tasks.project_id() == project_id; });
  if (known != tables_.end()) {
    tables_.splice(tables_.begin(), tables_, known);
  } else {
    tables_.push_front(std::make_shared<Table>(project_id, kMostTasks));
  }
  return tables_.front();
}

void TaskSequences::NoteSize(const std::shared_ptr<Table>& table) {
  const std::lock_guard lock(mutex_);
  table->size = table->tasks.size();
  size_t tasks = 0, kept = 0;
  std::erase_if(tables_, [&](const auto& one) {
    tasks += one->size;
    return ++kept > 1 && (kept > kMostTables || tasks > kMostTasks);
  });
}

}  // namespace millrace::api
