// What still has to reach the targets, and what we wrote there. The only owner of export_outbox and
// export_object. How a row travels: design §5.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

enum class OutboxState : int {
  kPending = 0,   // to be sent; `not_before` says when
  kPrepared = 1,  // key and digest are committed, a PUT may be under way
  kFailed = 2,    // refused for good; tried again at every sync
  kConflict = 3,  // someone else's object stands there; a person decides
  kKept = 4,      // decided: theirs stays, ours is never exported
};

struct OutboxRow {
  int64_t storage_id = 0, subject_id = 0, change = 0;
  bool deleted = false;
  std::string key, digest;
  OutboxState state = OutboxState::kPending;
  int attempts = 0;
  Time not_before{};
  std::string error;
  std::string foreign_token;
  std::optional<bool> foreign_match;
};

// An annotation was made, changed or deleted: one row for each target of its project (annotation
// id, or task id where the target's content is "task"). A target that may not delete objects
// ignores deletions.
Result<void> EnqueueExports(db::Connection& tx, int64_t project_id, int64_t task_id,
                            std::span<const int64_t> annotation_ids, bool deleted);
// A new target: everything its project has.
Result<int64_t> EnqueueAll(db::Connection& tx, int64_t storage_id);
Result<void> EnqueueSubject(db::Connection& tx, int64_t storage_id, int64_t subject_id);

// Rows that may be sent now, lowest subject first, behind `after`. `all`: failed and backed-off
// ones too.
Result<std::vector<OutboxRow>> DueRows(db::Connection& tx, int64_t storage_id, int64_t after,
                                       Time now, bool all, size_t limit);
// When the next backed-off row is due; nothing if none waits.
Result<std::optional<Time>> NextDue(db::Connection& tx);
// Targets with rows that are due.
Result<std::vector<int64_t>> StoragesWithDueRows(db::Connection& tx, Time now);

// Commits key and digest of the body that is about to be sent.
Result<void> PrepareRows(db::Connection& tx, std::span<const OutboxRow> rows);
// Settled: a row goes if its `change` is still the one sent, else it is pending again.
Result<void> SettleRows(db::Connection& tx, int64_t storage_id, std::span<const OutboxRow> rows);
// Stores state, attempts, not_before, error and the foreign object's facts; keeps `change`.
Result<void> UpdateRow(db::Connection& tx, const OutboxRow& row);
Result<std::optional<OutboxRow>> GetRow(db::Connection& tx, int64_t storage_id, int64_t subject_id);

struct OutboxCounts {
  int64_t pending = 0, failed = 0, conflicts = 0, kept = 0, written = 0;
  int64_t matches = 0;  // conflicts that hold an annotation of the same task
};
Result<OutboxCounts> CountOutbox(db::Connection& tx, int64_t storage_id);
Result<std::vector<OutboxRow>> ListOutbox(db::Connection& tx, int64_t storage_id, OutboxState state,
                                          size_t limit, size_t offset);

struct ExportObject {
  std::string key;
  int64_t subject_id = 0;
  std::string token, version, digest;
  Time written_at{};
};
// New, or in place of what stands there under their keys, which differ.
Result<void> SaveExportObjects(db::Connection& tx, int64_t storage_id,
                               std::span<const ExportObject> objects);
Result<void> SaveExportObject(db::Connection& tx, int64_t storage_id, const ExportObject& object);
Result<void> DropExportObject(db::Connection& tx, int64_t storage_id, std::string_view key);
Result<std::optional<ExportObject>> GetExportObject(db::Connection& tx, int64_t storage_id,
                                                    std::string_view key);
// Those of `keys` that are there, in no order.
Result<std::vector<ExportObject>> ExportObjectsAt(db::Connection& tx, int64_t storage_id,
                                                  std::span<const std::string> keys);
Result<std::vector<ExportObject>> ExportObjectsOf(db::Connection& tx, int64_t storage_id,
                                                  int64_t subject_id);
Result<std::vector<ExportObject>> ExportObjectsInRange(db::Connection& tx, int64_t storage_id,
                                                       std::string_view after, size_t limit);

// Keys between first and last (inclusive) that targets of any project wrote or are about to write
// into that bucket, sorted.
Result<std::vector<std::string>> OwnKeysInRange(db::Connection& tx, std::string_view kind,
                                                std::string_view endpoint, std::string_view bucket,
                                                std::string_view first, std::string_view last);

Result<void> DropTarget(db::Connection& tx, int64_t storage_id);  // outbox rows only

}  // namespace millrace::labeling
