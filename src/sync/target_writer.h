// Writes and deletes single objects of a target without ever overwriting what someone else put
// there (design §5).
#pragma once

#include <optional>
#include <span>
#include <string>

#include "labeling/storages/export_outbox.h"
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

// An object that is to be put.
struct TargetWrite {
  std::string key, body;
  std::string digest;                          // of `body`, committed already
  std::optional<labeling::ExportObject> last;  // what we wrote there before
  TargetOutcome outcome;
};

// Thread-safe: one object is written by one thread at a time, several objects at once.
class TargetWriter {
 public:
  TargetWriter(storage::ObjectStore& store, storage::ConditionSupport conditions)
      : store_(store), conditions_(conditions) {}

  // Puts all, each as if alone, and fills in their outcomes. What the store's conditions protect is
  // written at once; what has to be looked at, by up to `threads` threads.
  void PutMany(std::span<TargetWrite> writes, size_t threads) const;

  // An earlier PUT of `digest` may have been applied: kAdopted with the object if it was, kDeleted
  // if nothing of it stands there (`last` still does, or nothing at all), else kConflict.
  TargetOutcome Settle(const std::string& key, const std::string& digest,
                       const std::optional<labeling::ExportObject>& last) const;

  // Deletes what we wrote; someone else's later version stays (kDeleted too: ours is gone).
  TargetOutcome Delete(const labeling::ExportObject& ours) const;

 private:
  // Does the store see to it that this write replaces nothing but `last`?
  bool IsProtected(const std::optional<labeling::ExportObject>& last) const;
  // Tries until it is clear what stands there. `failed`: why a first try failed already.
  TargetOutcome Put(const TargetWrite& write, storage::PutRequest& request,
                    std::optional<Error> failed) const;
  // Nothing stands there but `last`, as far as a look can tell.
  Result<bool> LooksFree(const std::string& key,
                         const std::optional<labeling::ExportObject>& last) const;

  storage::ObjectStore& store_;
  const storage::ConditionSupport conditions_;
};

// Compared objects are read up to this size; larger ones are foreign.
inline constexpr uint64_t kCompareLimit = 64u << 20;

}  // namespace millrace::sync
