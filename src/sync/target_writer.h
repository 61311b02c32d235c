// Writes and deletes single objects of a target without ever overwriting what someone else put
// there (design §5).
#pragma once

#include <optional>
#include <string>

#include "labeling/export_outbox.h"
#include "storage/condition_probe.h"
#include "sync/connection.h"

namespace millrace::sync {

// How an attempt ended.
struct TargetOutcome {
  enum class Kind {
    kWritten,   // our body stands there, by this attempt
    kAdopted,   // our body stood there already
    kDeleted,   // ours is gone, or was not there
    kConflict,  // someone else's object stands there
    kFailed,    // `error`; whether our body stands there may be open
  };
  Kind kind = Kind::kFailed;
  storage::ObjectInfo object;  // kWritten, kAdopted: ours; kConflict: theirs
  std::string body;            // kConflict: theirs, if it could be read
  std::optional<Error> error;
};

// Thread-safe: one object is written by one thread at a time, several objects at once.
class TargetWriter {
 public:
  TargetWriter(storage::ObjectStore& store, storage::ConditionSupport conditions)
      : store_(store), conditions_(conditions) {}

  // Puts `body`, whose digest is committed already. `last` is what we wrote there before.
  TargetOutcome Put(const std::string& key, const std::string& body, const std::string& digest,
                    std::optional<labeling::ExportObject> last) const;

  // An earlier PUT of `digest` may have been applied: kAdopted with the object if it was, kDeleted
  // if nothing of it stands there (`last` still does, or nothing at all), else kConflict.
  TargetOutcome Settle(const std::string& key, const std::string& digest,
                       const std::optional<labeling::ExportObject>& last) const;

  // Deletes what we wrote; someone else's later version stays (kDeleted too: ours is gone).
  TargetOutcome Delete(const labeling::ExportObject& ours) const;

 private:
  storage::ObjectStore& store_;
  const storage::ConditionSupport conditions_;
};

// Compared objects are read up to this size; larger ones are foreign.
inline constexpr uint64_t kCompareLimit = 64u << 20;

}  // namespace millrace::sync
