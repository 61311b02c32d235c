// The memory of a source: which objects and records were seen and what became of them. The only
// owner of source_object, source_record and source_scan.
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

enum class ObjectState : int {
  kImported = 0,  // a task, or its records are
  kRemoved = 1,   // a user deleted its task; it does not come back by itself
  kFailed = 2,    // read again when it changes, or on request
  kRetry = 3,     // failed for now; read again at every sync
  kGone = 4,      // no longer in the bucket
  kIgnored = 5,   // failed, and a person decided to leave it until it changes
};

struct SourceObject {
  std::string key;
  std::string token;
  uint64_t size = 0;
  Time modified{};
  ObjectState state = ObjectState::kImported;
  std::optional<int64_t> task_id;
  int64_t generation = 0;
  std::optional<Time> since;
  std::string error;
};

struct SourceRecord {
  int64_t position = 0;
  std::string digest;  // SHA-256, raw
  std::optional<int64_t> task_id;
  ObjectState state = ObjectState::kImported;
  std::string error;
};

// Objects with key > `after` (all if `after` is empty) and, if given, key <= `until`, in key order.
Result<std::vector<SourceObject>> ObjectsInRange(db::Connection& tx, int64_t source_id,
                                                 std::string_view after, std::string_view until,
                                                 size_t limit);
// Those of `keys` that are known, in any order.
Result<std::vector<SourceObject>> FindObjects(db::Connection& tx, int64_t source_id,
                                              std::span<const std::string_view> keys);
// Inserts or replaces.
Result<void> SaveObjects(db::Connection& tx, int64_t source_id,
                         std::span<const SourceObject> objects);
// Marks them as seen by this scan.
Result<void> TouchObjects(db::Connection& tx, int64_t source_id,
                          std::span<const std::string_view> keys, int64_t generation);
// Objects that this generation did not see, in key order behind `after`; gone ones excluded.
Result<std::vector<SourceObject>> UnseenObjects(db::Connection& tx, int64_t source_id,
                                                int64_t generation, std::string_view after,
                                                size_t limit);
Result<int64_t> CountObjects(db::Connection& tx, int64_t source_id);  // without gone ones
// Objects in state kFailed or kRetry, in key order behind `after`.
Result<std::vector<SourceObject>> FailedObjects(db::Connection& tx, int64_t source_id,
                                                std::string_view after, size_t limit);
// Failed objects and records, for people; `ignored`: those that a person decided to leave.
struct Trouble {
  std::string key;
  std::optional<int64_t> position;  // of the record; nothing = the whole object
  std::string error;
  std::optional<Time> since;
  bool temporary = false;
  int64_t attempts = 0;  // to read the object in a row that failed
};
Result<std::vector<Trouble>> ListTrouble(db::Connection& tx, int64_t source_id, bool ignored,
                                         size_t limit, size_t offset);
Result<int64_t> CountTrouble(db::Connection& tx, int64_t source_id, bool ignored = false);
// Failed objects are read again at the next sync, changed or not; of them those with `keys`, if it
// names any. How many there are.
Result<int64_t> RetryFailed(db::Connection& tx, int64_t source_id,
                            std::span<const std::string> keys = {});
// Failed objects are left until they change; or, without `ignore`, are read again at the next sync.
// `keys` as above. How many there were.
Result<int64_t> IgnoreFailed(db::Connection& tx, int64_t source_id,
                             std::span<const std::string> keys, bool ignore);

Result<std::vector<SourceRecord>> RecordsOf(db::Connection& tx, int64_t source_id,
                                            std::string_view key);
// The records of some objects; borrows.
struct ObjectRecords {
  std::string_view key;
  std::span<const SourceRecord> records;
};
Result<void> SaveRecords(db::Connection& tx, int64_t source_id,
                         std::span<const ObjectRecords> objects);
// Records that could not be read, staged ones included.
Result<int64_t> CountFailedRecords(db::Connection& tx, int64_t source_id, std::string_view key);
Result<void> DropRecordsFrom(db::Connection& tx, int64_t source_id, std::string_view key,
                             int64_t position);

// A changed object of many records is taken in by several transactions. Until it is complete, its
// new records stand at staged positions beside the old ones, so that a crash in between loses
// neither.
inline constexpr int64_t kStaged = int64_t{1} << 40;  // added to a position
// The staged records replace the old ones.
Result<void> PromoteStaged(db::Connection& tx, int64_t source_id, std::string_view key);
Result<void> DropStaged(db::Connection& tx, int64_t source_id, std::string_view key);

// A task is being deleted: what its object and record become.
Result<void> ForgetTask(db::Connection& tx, int64_t source_id, std::string_view key,
                        int64_t task_id, bool by_user);
// All tasks of the source are being deleted by a user.
Result<void> ForgetAllTasks(db::Connection& tx, int64_t source_id);
Result<void> DropSource(db::Connection& tx, int64_t source_id);

struct ScanState {
  int64_t generation = 0;
  bool finished = true;
  bool ordered = true;
  std::string filter;
  std::string position;
  std::string counts = "{}";
  std::string object_key, object_token;
  uint64_t byte_offset = 0;
  int64_t record_position = 0;
  int object_shape = 0;        // RecordSplitter::Shape
  bool object_staged = false;  // its records go to staged positions (StageRecords)
  int64_t held_back = 0;
};
Result<std::optional<ScanState>> GetScan(db::Connection& tx, int64_t source_id);
Result<void> SaveScan(db::Connection& tx, int64_t source_id, const ScanState& scan);

}  // namespace millrace::labeling
