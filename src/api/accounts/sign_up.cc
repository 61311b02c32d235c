#include "api/accounts/form_page.h"
#include "api/accounts/join.h"
#include "api/accounts/sign_in.h"
#include "api/html.h"
#include "api/service.h"
#include "base/text.h"
#include "crypto/password.h"
#include "labeling/accounts/invitations.h"
#include "labeling/accounts/organization.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Invitation;
using labeling::Role;

constexpr Member kSignupFormMembers[] = {
    {"csrfmiddlewaretoken", Type::kText, "As in the form and in the cookie csrftoken."},
    {"email"},
    {"password", Type::kText, "8 characters or more."},
    {"allow_newsletters", Type::kText, "\"on\" or nothing."},
};

// What lets somebody sign up, and as what.
struct Admission {
  Role role = Role::kAdministrator;
  std::optional<Invitation> invitation;
};

// By the link's token, or without one where sign-up is open. kDenied otherwise.
Result<Admission> Admit(const Service& service, db::Connection& tx,
                        const std::optional<Secret>& token) {
  Admission admission{.role = service.options.signup_role};
  if (token.has_value()) {
    ASSIGN_OR_RETURN(const bool of_organization, labeling::IsInviteToken(tx, *token));
    if (!of_organization) {
      ASSIGN_OR_RETURN(admission.invitation, labeling::FindInvitation(tx, *token, service.sealer(),
                                                                      service.clock().Now()));
      if (!admission.invitation.has_value()) {
        return Fail(ErrorKind::kDenied, "This invitation was used up, was revoked or has ended.",
                    "Ask the person who sent it for a new one.");
      }
      admission.role = admission.invitation->role;
    }
  } else if (!service.options.allow_signup) {
    return Fail(ErrorKind::kDenied, "Sign-up is closed on this server.",
                "Ask an administrator for an invitation link.");
  }
  // A server whose first account could do nothing would be of no use.
  ASSIGN_OR_RETURN(const std::optional<int64_t> owner, labeling::OwnerId(tx));
  if (!owner.has_value()) admission.role = Role::kAdministrator;
  return admission;
}

std::optional<Secret> TokenOf(Call& call) {
  std::optional<std::string> token = call.Query("token");
  if (!token.has_value() || token->empty()) return std::nullopt;
  return Secret(*std::move(token));
}

net::Response Show(const Service& service, Call& call, const std::string& email,
                   std::string_view problem) {
  const FormPage form(service, call);
  net::Query query;
  std::string next = NextPath(service, call);
  if (next != "/") query.emplace_back("next", next);
  const auto token = TokenOf(call);
  if (token.has_value()) query.emplace_back("token", token->Reveal());
  const std::string own = query.empty() ? "" : "?" + net::EncodeQuery(query);
  // Who has an account comes back here and joins.
  if (token.has_value()) next = "/user/signup/" + own;
  const std::string login = next == "/" ? "" : "?" + net::EncodeQuery({{"next", next}});
  std::string html =
      "<h1>Create an account</h1>" + form.Open("/user/signup/" + own) + Problem(problem);
  html += Input("E-mail address", "email", "email", email,
                "autocomplete=\"username\" required autofocus");
  html += Input("Password", "password", "password", "",
                "autocomplete=\"new-password\" minlength=\"8\" aria-describedby=\"rule\" required");
  html +=
      "<p class=\"quiet\" id=\"rule\">8 characters or more.</p><button>Create "
      "account</button></form>"
      "<p class=\"quiet\">You have an account? <a href=\"/user/login/" +
      Escape(login) + "\">Sign in</a></p>";
  return form.Answer(200, "Create an account", html);
}

}  // namespace

const Shape kSignupFormShape{"SignupForm", kSignupFormMembers};

Outcome ShowSignup(Service& service, Call& call) {
  if (call.who.known()) {
    const auto token = TokenOf(call);
    if (token.has_value() && call.who.account != nullptr) return ShowJoin(service, call, *token);
    return Redirect(302, NextPath(service, call));
  }
  const auto admission =
      service.db().Read([&](db::Connection& tx) { return Admit(service, tx, TokenOf(call)); });
  if (!admission.has_value()) {
    if (admission.error().kind == ErrorKind::kDenied) return RefusedPage(403, admission.error());
    return std::unexpected(admission.error());
  }
  return Show(service, call, "", "");
}

Outcome SubmitSignup(Service& service, Call& call) {
  const Result<const Body*> body = ReadForm(service, call);
  if (!body.has_value()) {
    if (body.error().kind == ErrorKind::kDenied) return RefusedPage(403, body.error());
    return std::unexpected(body.error());
  }
  if (const auto token = TokenOf(call); token.has_value() && call.who.account != nullptr)
    return SubmitJoin(service, call, *token);
  Form form(**body);
  const std::string email = ToLower(Trim(form.Text("email").value_or("")));
  const Secret password(form.Text("password").value_or(""));
  const std::optional<bool> newsletters =
      form.Has("allow_newsletters")
          ? std::optional(ParseBool(form.Text("allow_newsletters").value_or("")).value_or(false))
          : std::nullopt;
  const std::optional<Secret> token = TokenOf(call);
  const Time now = service.clock().Now();
  const auto admission =
      service.db().Read([&](db::Connection& tx) { return Admit(service, tx, token); });
  if (!admission.has_value()) {
    if (admission.error().kind == ErrorKind::kDenied) return RefusedPage(403, admission.error());
    return std::unexpected(admission.error());
  }
  if (const auto good = labeling::CheckPassword(password); !good.has_value())
    return Show(service, call, email, FirstSentence(good.error()));
  const std::string hash = crypto::HashPassword(password);
  Result<Account> account =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        // Again: an invitation may have been used up meanwhile.
        ASSIGN_OR_RETURN(const Admission admitted, Admit(service, tx, token));
        ASSIGN_OR_RETURN(Account made,
                         labeling::CreateAccount(tx,
                                                 {.email = email,
                                                  .password_hash = hash,
                                                  .username = email.substr(0, email.find('@')),
                                                  .allow_newsletters = newsletters,
                                                  .role = admitted.role},
                                                 service.sealer(), now));
        if (admitted.invitation.has_value())
          RETURN_IF_ERROR(labeling::UseInvitation(tx, *admitted.invitation, made.id, now));
        return made;
      });
  if (!account.has_value()) {
    const Error& error = account.error();
    if (error.kind == ErrorKind::kDenied) return RefusedPage(403, error);
    if (error.kind == ErrorKind::kConflict)
      return Show(service, call, email,
                  token.has_value() ? "User with this email already exists. Sign in to join."
                                    : "User with this email already exists");
    if (error.kind == ErrorKind::kInvalid) return Show(service, call, email, FirstSentence(error));
    return std::unexpected(error);
  }
  return Enter(service, call, account->id, true);
}

}  // namespace millrace::api
