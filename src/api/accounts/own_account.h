// What an account does with its own password and sessions.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kPasswordChangeShape;

// With the current one; every other browser is signed out. Wrong guesses count as failed sign-ins.
Outcome ChangeOwnPassword(Service& service, Call& call);
// Ends every browser session but the one that calls.
Outcome SignOutElsewhere(Service& service, Call& call);

}  // namespace millrace::api
