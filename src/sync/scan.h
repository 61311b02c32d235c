// The scan of a source: lists the bucket, filters, and compares with what is known (design §4).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "base/bounded_queue.h"
#include "labeling/storages/source_objects.h"
#include "sync/connection.h"
#include "sync/key_filter.h"
#include "sync/progress.h"

namespace millrace::sync {

// An object that has to be taken in.
struct WorkItem {
  enum class Why { kNew, kChanged, kRetry, kBack /* it had vanished */ };
  storage::ObjectInfo object;
  Why why = Why::kNew;
  std::optional<labeling::SourceObject> known;
};

// A stretch of the listing, in its order.
struct ScanBatch {
  std::vector<WorkItem> work;
  std::vector<std::string> gone;  // known keys that an ordered listing passed by
  std::vector<std::string> seen;  // unchanged keys; only where the listing has no order
  std::string position;           // with this batch settled, everything up to here is
  Counts counts;                  // of this batch alone
};

// Where the items of an import come from. Used by one thread.
class WorkSource {
 public:
  virtual ~WorkSource() = default;
  // The next batch; nothing at the end. kOutOfOrder() as an Error when a listing that claims an
  // order broke it: the caller starts again without relying on it.
  virtual Result<std::optional<ScanBatch>> Next() = 0;
};
// Those of the keys of `objects` that a target of this server wrote into the bucket of `place`, or
// is about to write; sorted.
Result<std::vector<std::string>> OwnKeysOn(const Context& context, const labeling::Storage& place,
                                           std::span<const storage::ObjectInfo> objects);
Error OutOfOrder(std::string_view before, std::string_view after);
bool IsOutOfOrder(const Error& error);

struct ScanOptions {
  bool ordered = true;
  std::string position;  // go on behind it; "" = from the start
  size_t batch_objects = 10'000;
  uint64_t batch_bytes = 16u << 20;  // of objects to be read; counts only in JSON mode
  bool count_bytes = false;
};

// Lists with a thread of its own, a few pages ahead. All arguments outlive it.
std::unique_ptr<WorkSource> ScanBucket(const Context& context, const Connection& connection,
                                       const KeyFilter& filter, const ScanOptions& options,
                                       Progress& progress);
// Only the objects that failed before, without listing; of them only those in `keys`, if it names
// any.
std::unique_ptr<WorkSource> ScanFailed(const Context& context, const Connection& connection,
                                       size_t batch_objects, std::span<const std::string> keys,
                                       Progress& progress);

}  // namespace millrace::sync
