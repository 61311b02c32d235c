// What lists of a project need of all its tasks, in memory: so a filter or an order over a million
// tasks takes milliseconds. Between two lists only what changed is read (tasks/task_changes.h).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <list>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/database.h"
#include "labeling/data_manager/task_column.h"
#include "labeling/data_manager/task_notes.h"
#include "labeling/tasks/task_changes.h"

namespace millrace::labeling {

// One byte a row: is the task in?
using TaskSet = std::vector<uint8_t>;

inline constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

// How rows of other tables belong to tasks; of sets the value does not count.
struct TaskRelation {
  std::string name;  // what it is, arguments included: equal ones are read once
  // SELECT of a task's id and a number, up to "WHERE".
  std::string select;
  // What of the project: "project_id = $1". Of some tasks, "task_id IN …" takes its place.
  std::string of_project = "project_id = $1";
  std::string task_id = "task_id";
  // " AND completed_by = $2", whose arguments are these.
  std::string more;
  std::vector<int64_t> numbers;
  std::vector<std::string> texts;
};

// About 40 bytes a task, and one to eight more for each relation that was asked for lately. Used by
// one thread at a time.
class TaskTable {
 public:
  explicit TaskTable(int64_t project_id, size_t most_tasks = 10'000'000)
      : project_id_(project_id), most_tasks_(most_tasks) {}

  // Makes it what `tx` sees. All of 1,000,000 tasks are 0.2 s, a few changed ones nothing.
  Result<void> Refresh(db::Connection& tx);

  int64_t project_id() const { return project_id_; }
  // The tasks by id; the rows below are places in it.
  std::span<const int64_t> ids() const { return ids_; }
  size_t size() const { return ids_.size(); }
  // false: the project has more tasks than the table may hold.
  bool complete() const { return complete_; }
  const TasksState& state() const { return state_; }

  // Of a row: kIsLabeled, kAnnotations, kCancelled, kPredictions, kUpdatedAt, kCompletedAt, kId;
  // kNoNumber where the task has none.
  template <TaskColumn column>
  double Number(size_t row) const {
    const Facts& facts = facts_[row];
    if constexpr (column == TaskColumn::kId) return static_cast<double>(ids_[row]);
    if constexpr (column == TaskColumn::kIsLabeled) return facts.is_labeled;
    if constexpr (column == TaskColumn::kAnnotations) return facts.annotations;
    if constexpr (column == TaskColumn::kCancelled) return facts.cancelled;
    if constexpr (column == TaskColumn::kPredictions) return facts.predictions;
    if constexpr (column == TaskColumn::kUpdatedAt) return static_cast<double>(facts.updated_at);
    if constexpr (column == TaskColumn::kCompletedAt)
      return facts.is_labeled && facts.annotated_at != 0 ? static_cast<double>(facts.annotated_at)
                                                         : kNoNumber;
  }
  // Calls `with` with a function that gives the number of a row; false for other columns.
  template <class F>
  bool WithNumbers(TaskColumn column, F&& with) const {
    switch (column) {
      case TaskColumn::kId: return Give<TaskColumn::kId>(with);
      case TaskColumn::kIsLabeled: return Give<TaskColumn::kIsLabeled>(with);
      case TaskColumn::kAnnotations: return Give<TaskColumn::kAnnotations>(with);
      case TaskColumn::kCancelled: return Give<TaskColumn::kCancelled>(with);
      case TaskColumn::kPredictions: return Give<TaskColumn::kPredictions>(with);
      case TaskColumn::kUpdatedAt: return Give<TaskColumn::kUpdatedAt>(with);
      case TaskColumn::kCompletedAt: return Give<TaskColumn::kCompletedAt>(with);
      default: return false;
    }
  }

  // What was read of texts, of the tasks as they are since Refresh.
  TaskNotes& notes() { return notes_; }

  // The tasks that have a row of the relation. Valid until the next call of Set, Means or Refresh.
  Result<const TaskSet*> Set(db::Connection& tx, const TaskRelation& relation);
  // The mean of the numbers of a task's rows; kNoNumber without any.
  Result<const std::vector<double>*> Means(db::Connection& tx, const TaskRelation& relation);
  // How many rows come before the first whose value is `bound` or more (more than it, if `above`).
  // Of a column that grows with the id: kInnerId, kCreatedAt.
  Result<size_t> RowsBelow(db::Connection& tx, TaskColumn column, double bound, bool above) const;

 private:
  struct Facts {
    int64_t updated_at = 0, annotated_at = 0;  // microseconds; 0 = never
    int32_t annotations = 0, cancelled = 0, predictions = 0;
    bool is_labeled = false;
  };
  struct Kept {
    std::string name;
    bool means = false;
    TaskRelation relation;
    TaskSet set;
    std::vector<double> numbers;
  };

  template <TaskColumn column, class F>
  bool Give(F&& with) const {
    with([this](size_t row) { return Number<column>(row); });
    return true;
  }
  Result<void> ReadAll(db::Connection& tx);
  Result<void> ReadSome(db::Connection& tx, const std::string& where, std::span<const db::Arg> args,
                        std::vector<int64_t>& changed);
  void Put(const db::Row& row);
  // The row of a task; nothing if it is not in the table. `hint` is where to look first.
  std::optional<size_t> RowOf(int64_t id, size_t& hint) const;
  Result<Kept*> Find(db::Connection& tx, const TaskRelation& relation, bool means);
  // Of all tasks, or of `some`.
  Result<void> Fill(db::Connection& tx, Kept& kept, std::span<const int64_t> some, bool all) const;

  int64_t project_id_;
  size_t most_tasks_;
  bool complete_ = true;
  TasksState state_;
  std::vector<int64_t> ids_;
  std::vector<Facts> facts_;
  std::list<Kept> kept_;  // the last used first
  TaskNotes notes_;
};

}  // namespace millrace::labeling
