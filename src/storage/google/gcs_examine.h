// What only Cloud Storage can tell a doctor: how URLs are signed, and what the bucket's settings
// mean for a sync.
#pragma once

#include <vector>

#include "storage/google/gcs_bucket.h"
#include "storage/object_store.h"

namespace millrace::storage::google {

// May ask the bucket and IAM; writes nothing.
std::vector<Finding> Examine(GcsBucket& bucket);

}  // namespace millrace::storage::google
