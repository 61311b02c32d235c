// Objects that are no longer in the bucket (on_delete; design §4).
#pragma once

#include "labeling/storages/source_objects.h"
#include "sync/connection.h"
#include "sync/key_filter.h"
#include "sync/progress.h"

namespace millrace::sync {

// Called when a scan covered the whole prefix. More than 10 % and at least 100 objects gone at once
// look like an accident: nothing is applied until `confirmed`, and the job says so.
Result<void> SettleVanished(const Context& context, const Connection& connection,
                            const KeyFilter& filter, const labeling::ScanState& scan,
                            bool confirmed, Progress& progress);

}  // namespace millrace::sync
