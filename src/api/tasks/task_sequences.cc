#include "api/tasks/task_sequences.h"

#include <algorithm>

namespace millrace::api {
namespace {

using labeling::TaskSequence;

constexpr size_t kMostEntries = 16, kMostIds = 4'000'000;  // 32 MB
// After the clock was put back a stamp may be that of an earlier state.
constexpr auto kLongest = std::chrono::seconds(60);

std::string NameOf(int64_t project_id, const labeling::TaskSearch& search) {
  return std::to_string(project_id) + ' ' + std::to_string(static_cast<int>(search.order.column)) +
         (search.order.descending ? '-' : '+') + std::to_string(search.order.key.size()) + ' ' +
         search.order.key + search.text;
}

}  // namespace

Result<std::shared_ptr<const TaskSequence>> TaskSequences::Get(db::Database& db, int64_t project_id,
                                                               const labeling::TaskSearch& search) {
  const std::string name = NameOf(project_id, search);
  ASSIGN_OR_RETURN(const std::string before, db.Read([&](db::Connection& tx) {
    return labeling::TasksStamp(tx, project_id);
  }));
  if (auto found = Find(name, before)) return found;
  const std::lock_guard making(making_);
  if (auto found = Find(name, before)) return found;
  return db.Read([&](db::Connection& tx) -> Result<std::shared_ptr<const TaskSequence>> {
    ASSIGN_OR_RETURN(const std::string stamp, labeling::TasksStamp(tx, project_id));
    ASSIGN_OR_RETURN(TaskSequence made, labeling::SequenceTasks(tx, project_id, search));
    auto sequence = std::make_shared<const TaskSequence>(std::move(made));
    Keep({.name = name, .stamp = stamp, .made_at = clock_.Steady(), .sequence = sequence});
    return sequence;
  });
}

std::shared_ptr<const TaskSequence> TaskSequences::Find(const std::string& name,
                                                        const std::string& stamp) {
  const std::lock_guard lock(mutex_);
  const auto entry = std::ranges::find(entries_, name, &Entry::name);
  if (entry == entries_.end() || entry->stamp != stamp) return nullptr;
  if (clock_.Steady() - entry->made_at > kLongest) return nullptr;
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

}  // namespace millrace::api
