// Finds out which conditions a server really obeys: some refuse them, some ignore them in silence
// (design §5), and neither can be told from what they say.
#pragma once

#include <string>
#include <string_view>

#include "storage/object_store.h"

namespace millrace::storage {

struct ConditionSupport {
  Support put_if_absent = Support::kUnknown;
  Support put_if_match = Support::kUnknown;
  Support delete_if_match = Support::kUnknown;
};

// Writes, overwrites and deletes one object "<prefix>.millrace-probe-<random>" and says for each
// operation whether its condition was obeyed. The object is deleted whatever happens. Where the
// provider is sure (kYes, kNo) it is believed; nothing is written if it is sure of all three. An
// Error (refused, unreachable) leaves everything unknown; the caller tries again another time.
Result<ConditionSupport> ProbeConditions(ObjectStore& store, std::string_view prefix);

// "<prefix>.millrace-probe-<random>".
std::string NewProbeKey(std::string_view prefix);
// A key that such a probe writes: never a task, never anybody's data.
bool IsProbeKey(std::string_view key);

}  // namespace millrace::storage
