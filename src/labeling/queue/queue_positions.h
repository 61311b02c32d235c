// Where the search for each account's next task begins. A position says "no open task up to here is
// free for this account", so that whoever labeled much does not walk over it again. Whatever makes
// a task free again, for anybody, must say so here; new tasks have higher ids than all positions.
// The only owner of queue_position.
#pragma once

#include <cstdint>

#include "db/database.h"

namespace millrace::labeling {

// 0 = from the start.
Result<int64_t> QueuePosition(db::Connection& tx, int64_t project_id, int64_t account_id);
Result<void> SetQueuePosition(db::Connection& tx, int64_t project_id, int64_t account_id,
                              int64_t task_id);

// This task may be free again: an annotation went or was changed, a lock ended, the overlap grew.
Result<void> TaskMayBeFree(db::Connection& tx, int64_t project_id, int64_t task_id);
// Any task may: the project's rules changed. Also with the project itself.
Result<void> AllTasksMayBeFree(db::Connection& tx, int64_t project_id);

}  // namespace millrace::labeling
