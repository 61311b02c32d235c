// Who may do what: the one place that decides.
#pragma once

#include "api/router.h"

namespace millrace::api {

// kUnauthenticated for nobody, kDenied for an account whose role is not enough. An annotator sees
// nothing but his own account until a project is assigned to him.
Result<void> CheckRight(const Identity& who, Right right);

}  // namespace millrace::api
