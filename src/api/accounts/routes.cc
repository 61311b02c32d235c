#include "api/accounts/sign_in.h"
#include "api/accounts/users.h"
#include "api/route.h"

namespace millrace::api {

std::span<const Route> AccountRoutes() {
  using enum Right;
  static constexpr Route kRoutes[] = {
      {"GET", "/user/login", kPublic, ShowLogin},
      {"POST", "/user/login", kPublic, SubmitLogin},
      {"GET", "/user/signup", kPublic, ShowSignup},
      {"POST", "/user/signup", kPublic, SubmitSignup},
      {"GET", "/logout", kPublic, Logout},
      {"GET", "/api/current-user/whoami", kSignedIn, WhoAmI},
      {"GET", "/api/current-user/token", kSignedIn, ShowToken},
      {"POST", "/api/current-user/reset-token", kSignedIn, ResetToken},
      {"GET", "/api/users", kManage, ListUsers},
      {"GET", "/api/users/{id}", kManage, GetUser},
      {"POST", "/api/v1/accounts", kAdminister, CreateAccount},
      {"POST", "/api/v1/accounts/reset-password", kAdminister, ResetAccountPassword},
      {"POST", "/api/v1/accounts/ensure", kAdminister, EnsureAccount},
  };
  return kRoutes;
}

}  // namespace millrace::api
