// The forms /user/login and /user/signup, and /logout.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome ShowLogin(Service& service, Call& call);
Outcome SubmitLogin(Service& service, Call& call);
Outcome ShowSignup(Service& service, Call& call);
Outcome SubmitSignup(Service& service, Call& call);
Outcome Logout(Service& service, Call& call);

}  // namespace millrace::api
