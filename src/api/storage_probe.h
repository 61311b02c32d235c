// Asking a bucket before a storage for it is saved.
#pragma once

#include "api/service.h"
#include "base/result.h"
#include "sync/connection.h"

namespace millrace::api {

// The settings are valid, the bucket answers, and a source can be listed. Nothing is saved or
// written; waits for the bucket. Errors name the wrong fields, or are what the store said, ready to
// be a 400 (AsValidation).
// `empty`: whether a source's prefix was given and has no object below it.
Result<void> ProbeStorage(Service& service, const sync::ConnectionSpec& spec, bool* empty);

// What to tell about an empty prefix: the cause, and what to do.
Error EmptyPrefix(Service& service, const sync::ConnectionSpec& spec);

}  // namespace millrace::api
