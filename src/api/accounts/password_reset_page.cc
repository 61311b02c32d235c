#include "api/accounts/password_reset_page.h"

#include "api/accounts/form_page.h"
#include "api/accounts/sign_in.h"
#include "api/html.h"
#include "api/service.h"
#include "crypto/password.h"
#include "labeling/accounts/password_resets.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::Account;

constexpr Member kPasswordFormMembers[] = {
    {"csrfmiddlewaretoken", Type::kText, "As in the form and in the cookie csrftoken."},
    {"password", Type::kText, "8 characters or more."},
};

Result<Account> AccountOfLink(Service& service, const Secret& token) {
  ASSIGN_OR_RETURN(std::optional<Account> account, service.db().Read([&](db::Connection& tx) {
    return labeling::FindPasswordReset(tx, token, service.clock().Now());
  }));
  if (account.has_value()) return *std::move(account);
  return Fail(ErrorKind::kNotFound, "This link was used already or has ended.",
              "Ask an administrator for a new one.");
}

net::Response Show(const Service& service, const Call& call, const Secret& token,
                   const Account& account, std::string_view problem) {
  const FormPage form(service, call);
  const std::string query = net::EncodeQuery({{"token", std::string(token.Reveal())}});
  return form.Answer(200, "New password",
                     "<h1>New password</h1>" + form.Open("/user/reset-password/?" + query) +
                         Problem(problem) + "<p>For " + Escape(account.email) + ".</p>" +
                         Input("Password", "password", "password", "",
                               "autocomplete=\"new-password\" minlength=\"8\" "
                               "aria-describedby=\"rule\" required autofocus") +
                         "<p class=\"quiet\" id=\"rule\">8 characters or more.</p><button>Set "
                         "password</button></form>");
}

}  // namespace

const Shape kPasswordFormShape{"PasswordForm", kPasswordFormMembers};

Outcome ShowPasswordReset(Service& service, Call& call) {
  const Secret token(call.Query("token").value_or(""));
  const Result<Account> account = AccountOfLink(service, token);
  if (account.has_value()) return Show(service, call, token, *account, "");
  if (account.error().kind == ErrorKind::kNotFound) return RefusedPage(404, account.error());
  return std::unexpected(account.error());
}

Outcome SubmitPasswordReset(Service& service, Call& call) {
  const Result<const Body*> body = ReadForm(service, call);
  if (!body.has_value()) {
    if (body.error().kind == ErrorKind::kDenied) return RefusedPage(403, body.error());
    return std::unexpected(body.error());
  }
  const Secret token(call.Query("token").value_or(""));
  const Result<Account> account = AccountOfLink(service, token);
  if (!account.has_value()) {
    if (account.error().kind == ErrorKind::kNotFound) return RefusedPage(404, account.error());
    return std::unexpected(account.error());
  }
  const Secret password(Form(**body).Text("password").value_or(""));
  if (const auto good = labeling::CheckPassword(password); !good.has_value())
    return Show(service, call, token, *account, FirstSentence(good.error()));
  const std::string hash = crypto::HashPassword(password);
  const auto done =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        // Again: the link works once, however many send it at the same time.
        ASSIGN_OR_RETURN(const auto still,
                         labeling::FindPasswordReset(tx, token, service.clock().Now()));
        if (!still.has_value()) {
          return Fail(ErrorKind::kNotFound, "This link was used already or has ended.",
                      "Ask an administrator for a new one.");
        }
        RETURN_IF_ERROR(labeling::SetPassword(tx, still->id, hash));
        return labeling::SettlePasswordReset(tx, still->id);
      });
  if (!done.has_value()) {
    if (done.error().kind == ErrorKind::kNotFound) return RefusedPage(404, done.error());
    return std::unexpected(done.error());
  }
  service.authenticator.Forget();
  return Enter(service, call, account->id, true);
}

}  // namespace millrace::api
