// Accounts below /api/v1: roles, passwords, and what the command line asks for.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kNewAccountShape, kEnsuredAccountShape, kAccountPasswordShape,
    kAccountChangeShape, kResetLinkShape;

Outcome ListAccounts(Service& service, Call& call);
Outcome CreateAccount(Service& service, Call& call);
Outcome ShowAccount(Service& service, Call& call);
Outcome ChangeAccount(Service& service, Call& call);
Outcome ResetAccountPassword(Service& service, Call& call);
// A link with which the person sets a new password, once.
Outcome MakeResetLink(Service& service, Call& call);
// Makes an administrator's account, or gives it this password and token.
Outcome EnsureAccount(Service& service, Call& call);

}  // namespace millrace::api
