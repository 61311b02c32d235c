// The origins that browsers load media from: where the presigned URLs of source storages lead.
#pragma once

#include <string>
#include <vector>

#include "api/call.h"

namespace millrace::api {

struct Service;

// Of one project's sources. May ask a bucket for its region, once in the life of the process.
// Storages that cannot be opened are left out.
Result<std::vector<std::string>> MediaOriginsOf(Service& service, int64_t project_id);

// Of all sources that the caller may see, as far as they are known without asking.
Result<std::vector<std::string>> VisibleMediaOrigins(Service& service, const Identity& who);

}  // namespace millrace::api
