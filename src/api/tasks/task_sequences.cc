#include "api/tasks/task_sequences.h"

#include <algorithm>
#include <atomic>
#include <list>
#include <mutex>
#include <string>

#include "labeling/data_manager/task_order.h"

namespace millrace::api {
namespace {

using labeling::TaskSequence;
using labeling::TasksState;

constexpr size_t kMostEntries = 16, kMostIds = 4'000'000;   // 32 MB
constexpr size_t kMostTables = 16, kMostTasks = 6'000'000;  // 240 MB
// Requests that read texts or wait to do so; the other workers stay free for what is quick.
constexpr int kMostSlow = 4;

std::string NameOf(int64_t project_id, const labeling::TaskSearch& search) {
  const labeling::TaskOrder& order = search.order;
  const std::string open = search.open.has_value() ? std::to_string(search.open->account_id) +
                                                         (search.open->again ? "again" : "open")
                                                   : std::string();
  return std::to_string(project_id) + ' ' + std::to_string(static_cast<int>(order.column)) +
         (order.descending ? '-' : '+') + (order.as_numbers ? 'n' : 't') + open +
         std::to_string(order.key.size()) + ' ' + order.key +
         std::to_string(search.filter.text.size()) + ' ' + search.filter.text + search.text;
}

struct Table {
  Table(int64_t project_id, bool reads_texts) : texts(reads_texts), tasks(project_id, kMostTasks) {}
  const bool texts;
  std::mutex making;  // taken before Kept::mutex
  labeling::TaskTable tasks;
  size_t size = 0;  // under Kept::mutex: of the table when it was used last
};

struct Entry {
  std::string name;
  TasksState state;
  std::shared_ptr<const TaskSequence> sequence;
};

Result<TasksState> StateOf(db::Database& db, int64_t project_id) {
  return db.Read([&](db::Connection& tx) { return labeling::StateOfTasks(tx, project_id); });
}

// One of kMostSlow, while it lives.
class SlowOne {
 public:
  explicit SlowOne(std::atomic<int>& count) : count_(count), admitted_(++count <= kMostSlow) {}
  SlowOne(const SlowOne&) = delete;
  SlowOne& operator=(const SlowOne&) = delete;
  ~SlowOne() { --count_; }
  bool admitted() const { return admitted_; }

 private:
  std::atomic<int>& count_;
  const bool admitted_;
};

}  // namespace

struct TaskSequences::Kept {
  std::mutex mutex;
  std::list<Entry> entries;                  // the last used first
  std::list<std::shared_ptr<Table>> tables;  // the same
  std::atomic<int> slow = 0;

  std::shared_ptr<const TaskSequence> Find(const std::string& name, const TasksState& state);
  void Keep(Entry entry);
  std::shared_ptr<Table> TableOf(int64_t project_id, bool reads_texts);
  void NoteSize(Table& table);
  Result<std::shared_ptr<const TaskSequence>> Make(db::Database& db, Table& table,
                                                   const labeling::TaskSearch& search,
                                                   std::string name);
};

TaskSequences::TaskSequences() : kept_(std::make_unique<Kept>()) {}
TaskSequences::~TaskSequences() = default;

Result<std::shared_ptr<const TaskSequence>> TaskSequences::Get(db::Database& db, int64_t project_id,
                                                               const labeling::TaskSearch& search) {
  std::string name = NameOf(project_id, search);
  ASSIGN_OR_RETURN(const TasksState state, StateOf(db, project_id));
  if (auto found = kept_->Find(name, state)) return found;
  const bool slow = labeling::ReadsTexts(search);
  const std::shared_ptr<Table> table = kept_->TableOf(project_id, slow);
  if (!slow) return kept_->Make(db, *table, search, std::move(name));
  const SlowOne one(kept_->slow);
  if (!one.admitted()) {
    return Fail(ErrorKind::kRateLimited,
                "Others are looking through the texts of tasks at the moment.",
                "Try again in some seconds, or filter by numbers, times or people.");
  }
  return kept_->Make(db, *table, search, std::move(name));
}

Result<std::shared_ptr<const TaskSequence>> TaskSequences::Kept::Make(
    db::Database& db, Table& table, const labeling::TaskSearch& search, std::string name) {
  const std::lock_guard making(table.making);
  ASSIGN_OR_RETURN(const TasksState state, StateOf(db, table.tasks.project_id()));
  if (auto found = Find(name, state)) return found;
  ASSIGN_OR_RETURN(TaskSequence made, db.Read([&](db::Connection& tx) {
    return labeling::SequenceTasks(tx, table.tasks, search);
  }));
  auto sequence = std::make_shared<const TaskSequence>(std::move(made));
  NoteSize(table);
  Keep({.name = std::move(name), .state = table.tasks.state(), .sequence = sequence});
  return sequence;
}

std::shared_ptr<const TaskSequence> TaskSequences::Kept::Find(const std::string& name,
                                                              const TasksState& state) {
  const std::lock_guard lock(mutex);
  const auto entry = std::ranges::find(entries, name, &Entry::name);
  if (entry == entries.end() || entry->state != state) return nullptr;
  entries.splice(entries.begin(), entries, entry);
  return entry->sequence;
}

void TaskSequences::Kept::Keep(Entry entry) {
  const std::lock_guard lock(mutex);
  std::erase_if(entries, [&](const Entry& other) { return other.name == entry.name; });
  entries.push_front(std::move(entry));
  size_t ids = 0, kept = 0;
  std::erase_if(entries, [&](const Entry& one) {
    ids += one.sequence->ids.size();
    return ++kept > kMostEntries || ids > kMostIds;
  });
}

std::shared_ptr<Table> TaskSequences::Kept::TableOf(int64_t project_id, bool reads_texts) {
  const std::lock_guard lock(mutex);
  const auto known = std::ranges::find_if(tables, [&](const auto& table) {
    return table->tasks.project_id() == project_id && table->texts == reads_texts;
  });
  if (known != tables.end()) {
    tables.splice(tables.begin(), tables, known);
  } else {
    tables.push_front(std::make_shared<Table>(project_id, reads_texts));
  }
  return tables.front();
}

void TaskSequences::Kept::NoteSize(Table& table) {
  const std::lock_guard lock(mutex);
  table.size = table.tasks.size();
  size_t tasks = 0, kept = 0;
  std::erase_if(tables, [&](const auto& one) {
    tasks += one->size;
    return ++kept > 1 && (kept > kMostTables || tasks > kMostTasks);
  });
}

}  // namespace millrace::api
