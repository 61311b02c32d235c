// Compares a target with what we wrote there (design §5).
#pragma once

#include "sync/connection.h"
#include "sync/progress.h"

namespace millrace::sync {

// Every object of ours that is missing or whose content is another one is listed in `progress`
// (differences, counts.missing, counts.differs). With `repair` those are put into the outbox again.
Result<void> VerifyTarget(const Context& context, const Connection& target, bool repair,
                          Progress& progress);

}  // namespace millrace::sync
