#include "api/access.h"

namespace millrace::api {

Result<void> CheckRight(const Identity& who, Right right) {
  if (right == Right::kPublic) return {};
  if (!who.known()) {
    return Fail(ErrorKind::kUnauthenticated, "Authentication credentials were not provided.",
                "Send \"Authorization: Token …\" with the token of your account page, or sign in.");
  }
  using labeling::Role;
  const Role role = who.role();
  bool allowed = false;
  switch (right) {
    case Right::kPublic:
    case Right::kSignedIn: allowed = true; break;
    case Right::kLabel:
    case Right::kManage: allowed = role == Role::kAdministrator || role == Role::kManager; break;
    case Right::kAdminister: allowed = role == Role::kAdministrator; break;
  }
  if (allowed) return {};
  return Fail(ErrorKind::kDenied,
              "You do not have permission to perform this action: your role is " +
                  std::string(labeling::RoleName(role)) + ".",
              right == Right::kAdminister ? "Ask an administrator to do it."
                                          : "Ask a manager or administrator.");
}

}  // namespace millrace::api
