// The object store of one bucket of Google Cloud Storage.
#pragma once

#include <memory>
#include <string>

#include "storage/google/gcs_bucket.h"
#include "storage/object_store.h"

namespace millrace::storage {

// https://cloud.google.com/storage/docs/json_api/v1: objects list, get, insert, delete. The change
// token is the generation, which also is what conditions compare. `prefix` is what Check() lists
// below.
std::unique_ptr<ObjectStore> MakeGcsStore(std::unique_ptr<google::GcsBucket> bucket,
                                          std::string prefix);

}  // namespace millrace::storage
