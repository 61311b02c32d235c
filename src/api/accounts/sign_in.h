// The forms /user/login and /user/signup, and /logout.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kLoginFormShape, kSignupFormShape;

Outcome ShowLogin(Service& service, Call& call);
Outcome SubmitLogin(Service& service, Call& call);
Outcome ShowSignup(Service& service, Call& call);
Outcome SubmitSignup(Service& service, Call& call);
Outcome Logout(Service& service, Call& call);

// Starts a session and sends the browser on, to ?next= or home. `keep`: beyond the browser's end.
Outcome Enter(Service& service, Call& call, int64_t account_id, bool keep);
// ?next= as a path on our own host.
std::string NextPath(const Service& service, Call& call);

}  // namespace millrace::api
