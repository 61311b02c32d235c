// The page /user/account: one's name, password and API tokens; and /user/reset-password, where a
// one-time link leads.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kAccountFormShape, kPasswordFormShape;

Outcome ShowAccountPage(Service& service, Call& call);
Outcome SubmitAccountPage(Service& service, Call& call);

Outcome ShowPasswordReset(Service& service, Call& call);
Outcome SubmitPasswordReset(Service& service, Call& call);

}  // namespace millrace::api
