// The queue over REST: the next task to label, and those that an account was given before.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome NextTask(Service& service, Call& call);
Outcome ListLabelStreamHistory(Service& service, Call& call);

extern const std::span<const Member> kNextTaskQuery;

}  // namespace millrace::api
