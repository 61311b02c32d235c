// Conditions that are answered from a table of tasks and from indexes, without a look at texts.
#pragma once

#include <optional>

#include "labeling/data_manager/task_filter.h"
#include "labeling/data_manager/task_table.h"

namespace millrace::labeling {

// The tasks of the table that match; nothing if their texts must be read for it. Keeps to what
// Condition::Matches says of a task's value; where a column is about several rows of a task
// (annotators, annotations, model versions), one of them is enough, and none may match what is
// negative.
Result<std::optional<TaskSet>> QuickMatch(db::Connection& tx, TaskTable& table,
                                          const Condition& condition);

TaskSet Inverse(const TaskSet& set);

// The mean of a number over the rows of other tables, by task: kScore, kLeadTime, kUpdatedBy, and
// of kFileUpload the upload's id.
TaskRelation NumbersOf(TaskColumn column);
TaskRelation TasksWithDrafts();
TaskRelation TasksAnnotatedBy(int64_t account_id);

}  // namespace millrace::labeling
