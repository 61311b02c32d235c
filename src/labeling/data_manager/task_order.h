// Which tasks of a project a list shows, and in which order: whole lists of ids, from which pages
// are cut.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "labeling/data_manager/task_column.h"
#include "labeling/data_manager/task_filter.h"
#include "labeling/data_manager/task_table.h"

namespace millrace::labeling {

struct TaskOrder {
  TaskColumn column = TaskColumn::kId;  // also where inner_id or created_at was named
  std::string key;                      // of kData, as in ColumnRef
  bool descending = false;
  bool as_numbers = false;  // of kData: texts that read as numbers are numbers
};

// Label Studio's names: "-tasks:total_annotations", "tasks:-id", "data.text", "created_at".
// Nothing for what tasks cannot be ordered by.
std::optional<TaskOrder> ReadTaskOrder(std::string_view name);

struct TaskSearch {
  TaskOrder order;
  TaskFilter filter;
  std::string text;  // found in a value of the data, ASCII letters without case; "" = all tasks
  // Only tasks that are not done, for an account to label.
  struct Open {
    int64_t account_id = 0;
    bool again = false;  // those that the account has annotated or skipped; else the others
  };
  std::optional<Open> open = {};
};

struct TaskSequence {
  // Tasks without a value come last either way; equal ones in order of their ids.
  std::vector<int64_t> ids;
  int64_t annotations = 0, predictions = 0;  // of these tasks, cancelled annotations left out
  int64_t looked_at = 0;                     // tasks whose texts were read, now or before
  // Tasks that might belong here were left out; then `reason` is a sentence about why.
  bool complete = true;
  std::string reason;
};

// How much is read and held for one list.
struct SequenceBounds {
  size_t searched = 256u << 20;   // bytes of texts that filters and a search go through
  size_t sort_keys = 256u << 20;  // bytes of values to sort by
  // Of so many tasks the values to sort by are read each time; of more, only those that changed.
  size_t few = 10'000;
};
// Of 1,000,000 tasks: some milliseconds, or 2 s where texts must be read for the first time.
// `table` is refreshed. kInvalid for "ordering" where the values to sort by are more than the
// bound.
Result<TaskSequence> SequenceTasks(db::Connection& tx, TaskTable& table, const TaskSearch& search,
                                   const SequenceBounds& bounds = {});

// Must texts be read for it? Then it may take seconds.
bool ReadsTexts(const TaskSearch& search);

}  // namespace millrace::labeling
