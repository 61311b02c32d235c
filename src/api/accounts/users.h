// Users as Label Studio has them: whoami and /api/users.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kNewUserShape, kUserChangeShape;

Outcome WhoAmI(Service& service, Call& call);
Outcome ListUsers(Service& service, Call& call);
Outcome CreateUser(Service& service, Call& call);
// One's own; those of others for managers and administrators.
Outcome GetUser(Service& service, Call& call);
// One's own; those of others for administrators.
Outcome ChangeUser(Service& service, Call& call);
Outcome DeleteUser(Service& service, Call& call);

// The account that calls; an Error for the operator's socket, which has none.
Result<std::shared_ptr<const labeling::Account>> Self(const Call& call);

}  // namespace millrace::api
