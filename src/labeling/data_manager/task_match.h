// Which tasks of a table a filter and a search let through.
#pragma once

#include <string>

#include "labeling/data_manager/task_filter.h"
#include "labeling/data_manager/task_table.h"

namespace millrace::labeling {

// What the match of a whole list may read of tasks' texts, and what it read.
struct TextBudget {
  size_t bytes = 0;        // that may still be read
  int64_t looked_at = 0;   // tasks whose texts were read, now or before
  bool exhausted = false;  // tasks were left out: nobody looked at their texts
};

// Those of `text` too: found in a value of the data, as TextSearch finds it; "" is in all.
Result<TaskSet> MatchTasks(db::Connection& tx, TaskTable& table, const TaskFilter& filter,
                           const std::string& text, TextBudget& budget);

// Must tasks' rows be read for it, which takes seconds in a large project?
bool ReadsTexts(const Condition& condition);

}  // namespace millrace::labeling
