// API tokens: the legacy one of each account, personal access tokens, and which of them count.
#pragma once

#include "api/route.h"

namespace millrace::api {

extern const Shape kTokenShape, kRefreshShape, kAccessShape, kJwtSettingsShape;

Outcome ShowToken(Service& service, Call& call);
Outcome ResetToken(Service& service, Call& call);

Outcome ShowJwtSettings(Service& service, Call& call);
Outcome ChangeJwtSettings(Service& service, Call& call);

Outcome ListPersonalTokens(Service& service, Call& call);
Outcome CreatePersonalToken(Service& service, Call& call);
Outcome RefreshAccess(Service& service, Call& call);
Outcome BlacklistToken(Service& service, Call& call);
Outcome RotateToken(Service& service, Call& call);

}  // namespace millrace::api
