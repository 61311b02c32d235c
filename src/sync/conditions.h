// Which conditional writes a target really obeys (design §5).
#pragma once

#include "storage/condition_probe.h"
#include "sync/connection.h"

namespace millrace::sync {

// From the provider, from what was learned before, else by a probe now, whose result is remembered.
// A probe that was refused leaves kUnknown, which counts as "no" and is tried again the next time.
storage::ConditionSupport KnownConditions(const Context& context, const Connection& target);

// Keeps what a probe of this target learned.
void RememberConditions(const Context& context, int64_t storage_id,
                        const storage::ConditionSupport& probed);

}  // namespace millrace::sync
