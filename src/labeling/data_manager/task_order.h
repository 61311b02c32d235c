// Which tasks of a project a search finds, and in which order: whole lists of ids, from which
// pages are cut.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"

namespace millrace::labeling {

enum class TaskColumn {
  kId,  // also the order of inner_id and of created_at, which grow with it
  kUpdatedAt,
  kCompletedAt,
  kAnnotations,
  kCancelled,
  kPredictions,
  kData,
};

struct TaskOrder {
  TaskColumn column = TaskColumn::kId;
  std::string key;  // of kData: a member of the data
  bool descending = false;
};

// Label Studio's names: "-tasks:total_annotations", "tasks:-id", "data.text", "created_at".
// Nothing for what tasks cannot be ordered by.
std::optional<TaskOrder> ReadTaskOrder(std::string_view name);

struct TaskSearch {
  TaskOrder order;
  std::string text;  // found in a value of the data, ASCII letters without case; "" = all tasks
};

struct TaskSequence {
  // Tasks without a value come last either way; equal ones in order of their ids.
  std::vector<int64_t> ids;
  int64_t looked_at = 0;  // tasks whose data was searched
  bool complete = true;   // false: the search ended at its bound, before the last task
};

// How much is read and held for one list.
struct SequenceBounds {
  size_t searched = 256u << 20;   // bytes of data that a search goes through
  size_t sort_keys = 256u << 20;  // bytes of values to sort by
};
// Of 1,000,000 tasks: about 0.3 s by a column, 2 s by data or with a search. kInvalid for
// "ordering" where the values to sort by are more than the bound.
Result<TaskSequence> SequenceTasks(db::Connection& tx, int64_t project_id, const TaskSearch& search,
                                   const SequenceBounds& bounds = {});

// Differs after every change of the project's tasks, at no cost: what SequenceTasks gave is right
// as long as it is the same (and the clock was not put back).
Result<std::string> TasksStamp(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
