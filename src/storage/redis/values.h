// What keys hold, read with bounded memory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "storage/redis/connection.h"

namespace millrace::storage::redis {

// Values up to this size are read as a whole, larger ones in pieces of this size
// (large_values.h).
inline constexpr size_t kWholeValue = 1 << 20;

struct Held {
  enum class Kind {
    kMissing,
    kWhole,  // a string; or a hash, as a JSON object of its fields in their order of bytes
    kLarge,  // a string above kWholeValue
    kRefused,
  };
  Kind kind = Kind::kMissing;
  std::string body;   // kWhole
  uint64_t size = 0;  // kWhole, kLarge
  std::string type;   // kRefused because of its type: "list"; else ""
  Error error;        // kRefused; names operation and key
};

// Calls `on_held` once for each of `keys`, in any order, unless the connection breaks.
Result<void> ReadValues(Connection& connection, const Place& place, std::string_view operation,
                        std::span<const std::string_view> keys,
                        const std::function<void(size_t, Held)>& on_held);

// The same without the bodies: kWhole for any string, and for a hash, whose size is then 0.
Result<void> MeasureValues(Connection& connection, const Place& place, std::string_view operation,
                           std::span<const std::string_view> keys,
                           const std::function<void(size_t, Held)>& on_held);

// The JSON object of HGETALL's answer. kInvalid if a field or value is not text.
Result<std::string> HashAsJson(const Reply& fields, std::string_view key);

}  // namespace millrace::storage::redis
