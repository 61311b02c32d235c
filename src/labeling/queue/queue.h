// Which task an account gets next. The order of Label Studio 1.23.2 (projects/functions/
// next_task.py): its own lock, ground truth first, tasks that others began, then sequence, chance
// or the lowest prediction score, then what it postponed, then what it skipped. Never more accounts
// at a task than its overlap.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

struct QueueOptions {
  std::chrono::seconds lock_time{86'400};  // how long a task that was given is kept for its account
  int64_t history_limit = 100;
};

struct NextTask {
  Task task;
  std::string queue;    // "Sequence queue": why this one, as Label Studio says it
  std::string lock_id;  // UUID
};

// Tasks that alone are given, in this order, as Label Studio's data manager queue does: neither
// chance nor who began them counts, nor a lock of the account's own.
struct ChosenTasks {
  std::span<const int64_t> fresh;  // that the account has not annotated
  std::span<const int64_t> again;  // that it has: given where the project gives skipped ones again
};

// Gives the account a task, locks it and notes it in the account's history, all in the caller's
// write transaction; nothing if there is none for it. The cost does not grow with the tasks that
// are done.
Result<std::optional<NextTask>> TakeNextTask(db::Connection& tx, const Project& project,
                                             int64_t account_id, const QueueOptions& options,
                                             Time now,
                                             std::optional<ChosenTasks> chosen = std::nullopt);

}  // namespace millrace::labeling
