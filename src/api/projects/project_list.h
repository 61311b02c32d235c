// Lists of projects.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListProjects(Service& service, Call& call);
Outcome ListProjectCounts(Service& service, Call& call);

// The members that ?include= names; none = all.
std::vector<std::string> Include(Call& call);

}  // namespace millrace::api
