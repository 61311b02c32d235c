// Beside every change that webhooks hear of: writes the event in the transaction of the change, so
// that it is told if and only if the change is committed. Where no webhook listens, each is one
// look into a small index.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/clock.h"
#include "base/json_writer.h"
#include "db/database.h"
#include "labeling/tasks/annotations.h"
#include "labeling/webhooks/actions.h"

namespace millrace::labeling {

// Appends what changed, as one JSON value whose name is the action's own; further members may
// follow.
using AppendChanged = std::function<void(JsonWriter&)>;
// `changed` is called if somebody listens; the project is added to it.
Result<void> Announce(db::Connection& tx, Action action, int64_t project_id, Time now,
                      const AppendChanged& changed);

// kProjectCreated, kProjectUpdated; a project that is gone is its id alone.
Result<void> AnnounceProject(db::Connection& tx, Action action, int64_t project_id, Time now);
Result<void> AnnounceProjectDeleted(db::Connection& tx, int64_t project_id, Time now);

// New tasks of one project, with consecutive ids. An event holds at most 5,000 of them, and
// so many that their data is about 8 MiB.
Result<void> AnnounceNewTasks(db::Connection& tx, int64_t project_id, int64_t first, int64_t last,
                              Time now);

// kTasksDeleted, kAnnotationsDeleted: at most 5,000 ids in an event.
Result<void> AnnounceDeleted(db::Connection& tx, Action action, int64_t project_id,
                             std::span<const int64_t> ids, Time now);

// kAnnotationCreated, kAnnotationUpdated: with its task.
Result<void> AnnounceAnnotation(db::Connection& tx, Action action, const Annotation& annotation,
                                Time now);
// Annotations of one project that were made by one act: with their tasks, side by side; about 8 MiB
// of results in an event.
Result<void> AnnounceNewAnnotations(db::Connection& tx, std::span<const Annotation> annotations,
                                    Time now);

// kSyncCompleted or kSyncFailed, for a job of sync_job that ended; nothing for one that only
// compared, or whose storage is gone.
Result<void> AnnounceSync(db::Connection& tx, int64_t job_id, Time now);

}  // namespace millrace::labeling
