// Jobs as JSON.
#pragma once

#include <string>

#include "sync/job.h"

namespace millrace::api {

// All members of JobStatus, what they come to in words, and how far it is. A job of the history has
// no handle ("").
std::string JobJson(const std::string& handle, const sync::JobStatus& status);
bool Ended(const sync::JobStatus& status);

}  // namespace millrace::api
