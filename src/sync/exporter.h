// Drains the outbox of a target (design §5).
#pragma once

#include "sync/connection.h"
#include "sync/progress.h"

namespace millrace::sync {

struct DrainOptions {
  bool all = false;      // also what failed for good or waits for a later time
  size_t wave = 1'000;   // rows prepared by one commit, at most
  size_t parallel = 32;  // objects looked at or deleted at once
};

// Sends what is due, in waves: bodies from one snapshot, their digests committed, then the writes,
// then their results committed. One drain per target at a time; the caller sees to that. Failed
// rows are noted in `progress` and in the outbox. An Error means that the target could not be
// worked with at all.
Result<void> DrainOutbox(const Context& context, const Connection& target,
                         const DrainOptions& options, Progress& progress);

}  // namespace millrace::sync
