// Who has which task at work. A lock keeps a place of the task's overlap for its account; it ends
// with the account's annotation or skip, or after its time. The only owner of task_lock.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// Ends those of the project whose time is over.
Result<void> DropExpiredLocks(db::Connection& tx, int64_t project_id, Time now);

// Takes the task for the account until `until`, anew if it has it already. Returns the lock's UUID.
Result<std::string> LockTask(db::Connection& tx, int64_t project_id, int64_t task_id,
                             int64_t account_id, Time now, Time until);
// No lock is no error.
Result<void> ReleaseLock(db::Connection& tx, int64_t task_id, int64_t account_id);
// All that an account has, wherever: it is about to be deleted.
Result<void> ReleaseLocksOf(db::Connection& tx, int64_t account_id);

}  // namespace millrace::labeling
