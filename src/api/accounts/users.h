// Accounts over REST: who am I, tokens, and the operator's account commands.
#pragma once

#include "api/router.h"

namespace millrace::api {

Outcome WhoAmI(Service& service, Call& call);
Outcome ShowToken(Service& service, Call& call);
Outcome ResetToken(Service& service, Call& call);
Outcome ListUsers(Service& service, Call& call);
Outcome GetUser(Service& service, Call& call);

Outcome CreateAccount(Service& service, Call& call);         // POST /api/v1/accounts
Outcome ResetAccountPassword(Service& service, Call& call);  // POST /api/v1/accounts/reset-password
Outcome EnsureAccount(Service& service, Call& call);         // POST /api/v1/accounts/ensure

}  // namespace millrace::api
