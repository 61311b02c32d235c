// Objects of a target that someone else wrote: looking at both sides, and deciding (design §5).
#pragma once

#include "sync/engine.h"

namespace millrace::sync {

Result<Engine::Conflict> ReadConflict(const Context& context, const Connection& target,
                                      int64_t subject_id);

// After kOverwrite and kAdopt the row is pending again and owns the key at the version that was
// seen.
Result<void> ResolveConflict(const Context& context, const Connection& target, int64_t subject_id,
                             Engine::Decision decision, const std::string& foreign_token);

}  // namespace millrace::sync
