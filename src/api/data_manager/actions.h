// /api/dm/actions: what can be done to many tasks at once.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ListActions(Service& service, Call& call);
Outcome ShowActionForm(Service& service, Call& call);
Outcome PerformAction(Service& service, Call& call);

extern const Shape kAction, kActionForm, kActionBody, kActionDone;
extern const std::span<const Member> kActionsQuery, kPerformQuery;

}  // namespace millrace::api
