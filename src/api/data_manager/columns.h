// GET /api/dm/columns: what a table of a project's tasks can show.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListColumns(Service& service, Call& call);

extern const Shape kColumns;
extern const std::span<const Member> kColumnsQuery;

}  // namespace millrace::api
