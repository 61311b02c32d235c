// An invitation that somebody opened who has an account: he joins its projects.
#pragma once

#include "api/route.h"
#include "base/secret.h"

namespace millrace::api {

// A page that says what the invitation gives to the caller, who is signed in, with a button.
Outcome ShowJoin(Service& service, Call& call, const Secret& token);
// The button: gives it, counts a use, and leads there. The form was checked.
Outcome SubmitJoin(Service& service, Call& call, const Secret& token);

}  // namespace millrace::api
