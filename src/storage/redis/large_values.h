// Values above kWholeValue, read in pieces that belong to one version.
//
// Redis has versions of neither values nor ranges. So a value is digested once as a whole, under
// WATCH, and the digest of each piece is remembered: a piece that has its digest is the piece of
// that version, whenever it is read.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "storage/redis/connection.h"

namespace millrace::storage::redis {

struct LargeValue {
  std::string key;
  std::string digest;  // SHA-1, hex
  uint64_t size = 0;
  std::vector<std::string> pieces;  // SHA-1 of each kWholeValue bytes, raw
};
using LargeValuePtr = std::shared_ptr<const LargeValue>;

// Thread-safe.
class LargeValues {
 public:
  // Reads and digests the whole value. kNotFound if there is none (any more); kConflict, temporary,
  // if it changes all the time.
  Result<LargeValuePtr> Digest(Connection& connection, const Place& place,
                               std::string_view operation, const std::string& key);
  // As it was digested last; null if that was not so or is long ago.
  LargeValuePtr Remembered(std::string_view key) const;

  // Gives bytes [offset, end) of that version, each piece at once, until `on_bytes` says false.
  // kConflict if the value is no longer that version; what was given before is of that version.
  Result<void> Read(Connection& connection, const Place& place, const LargeValue& value,
                    uint64_t offset, uint64_t end,
                    const std::function<bool(std::string_view)>& on_bytes);

 private:
  void Remember(LargeValuePtr value);

  mutable std::mutex mutex_;
  std::list<LargeValuePtr> remembered_;  // the latest first
};

}  // namespace millrace::storage::redis
