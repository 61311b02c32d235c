// The page /user/reset-password, where a one-time link leads.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kPasswordFormShape;

Outcome ShowPasswordReset(Service& service, Call& call);
Outcome SubmitPasswordReset(Service& service, Call& call);

}  // namespace millrace::api
