// What an administrator sees of the running server, and the jobs of all storages.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ShowStatusV1(Service& service, Call& call);
Outcome ListJobsV1(Service& service, Call& call);

extern const Shape kStatusV1, kJobListV1;
extern const std::span<const Member> kJobListQueryV1;

}  // namespace millrace::api
