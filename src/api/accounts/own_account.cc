#include "api/accounts/own_account.h"

#include "api/accounts/cookies.h"
#include "api/accounts/users.h"
#include "api/service.h"
#include "crypto/password.h"
#include "labeling/accounts/sessions.h"

namespace millrace::api {
namespace {

constexpr Member kPasswordChangeMembers[] = {
    {.name = "current_password", .required = true},
    {.name = "password", .about = "The new one: 8 characters or more.", .required = true},
};

Secret SessionOf(const Call& call) {
  return Secret(std::string(Cookie(call.request, kSessionCookie)));
}

}  // namespace

const Shape kPasswordChangeShape{"PasswordChange", kPasswordChangeMembers};

Outcome ChangeOwnPassword(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kPasswordChangeShape);
  const Secret current(form.Text("current_password").value_or(""));
  const Secret fresh(form.Text("password").value_or(""));
  RETURN_IF_ERROR(form.Done());
  // Who found a browser signed in must not be able to guess on.
  RETURN_IF_ERROR(service.limiter.Check(account->email, call.request.peer));
  if (!crypto::VerifyPassword(current, account->password_hash)) {
    service.limiter.Failed(account->email, call.request.peer);
    return FailField("current_password", "This is not your current password.");
  }
  if (const auto good = labeling::CheckPassword(fresh); !good.has_value())
    return FailField("password", good.error().Sentence());
  const std::string hash = crypto::HashPassword(fresh);
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::SetPassword(tx, account->id, hash));
        return labeling::EndSessionsOf(tx, account->id, SessionOf(call));
      }));
  service.authenticator.Forget();
  return EmptyAnswer(204);
}

Outcome SignOutElsewhere(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::EndSessionsOf(tx, account->id, SessionOf(call));
  }));
  service.authenticator.Forget();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
