#include "api/accounts/account_page.h"

#include "api/accounts/cookies.h"
#include "api/accounts/form_page.h"
#include "api/accounts/users.h"
#include "api/html.h"
#include "api/service.h"
#include "base/text.h"
#include "crypto/password.h"
#include "labeling/organization.h"
#include "labeling/personal_tokens.h"
#include "labeling/sessions.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::PersonalToken;

constexpr std::string_view kPath = "/user/account/";

constexpr Member kAccountFormMembers[] = {
    {"csrfmiddlewaretoken", Type::kText, "As in the form and in the cookie csrftoken."},
    {.name = "action",
     .about = "Which of the page's forms it is; default: profile.",
     .choices = "profile|password|create-token|revoke-token|reset-token"},
    {.name = "first_name", .max = 256},
    {.name = "last_name", .max = 256},
    {"current_password"},
    {"password", Type::kText, "The new one."},
    {"token", Type::kText, "The personal access token to revoke, without its signature."},
};

// What a submission has to say, each at its own form.
struct Notes {
  int status = 200;
  std::string password_problem, token_problem;
  std::string done;                 // a sentence above everything
  std::optional<Secret> new_token;  // shown once
};

std::string Hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + Escape(value) +
         "\">";
}

std::string NameForm(const FormPage& page, const Account& account) {
  return page.Open(kPath) + Hidden("action", "profile") + "<h2>Name</h2>" +
         Input("First name", "first_name", "text", account.first_name,
               "autocomplete=\"given-name\" maxlength=\"256\"") +
         Input("Last name", "last_name", "text", account.last_name,
               "autocomplete=\"family-name\" maxlength=\"256\"") +
         "<button>Save</button></form>";
}

std::string PasswordForm(const FormPage& page, const std::string& problem) {
  return page.Open(kPath) + Hidden("action", "password") + "<h2>Password</h2>" + Problem(problem) +
         Input("Current password", "current_password", "password", "",
               "autocomplete=\"current-password\" required") +
         Input("New password", "password", "password", "",
               "autocomplete=\"new-password\" minlength=\"8\" required") +
         "<p class=\"quiet\">8 characters or more. Other browsers are signed out.</p>"
         "<button>Change password</button></form>";
}

std::string PersonalTokenForms(const FormPage& page, const std::vector<PersonalToken>& tokens,
                               const Notes& notes) {
  std::string html;
  if (notes.new_token.has_value()) {
    html += "<section><h2>Your new token</h2><p>Copy it now: it is not shown again.</p><pre>" +
            Escape(notes.new_token->Reveal()) + "</pre></section>";
  }
  for (const PersonalToken& token : tokens) {
    html += page.Open(kPath) + Hidden("action", "revoke-token") +
            Hidden("token", labeling::TextOf(token)) + "<h2>Personal access token</h2><p>Made " +
            FormatIso(Time(std::chrono::seconds(token.issued_at))).substr(0, 10) +
            ", for <code>LabelStudio(api_key=…)</code>.</p><button>Revoke</button></form>";
  }
  if (tokens.empty()) {
    html += page.Open(kPath) + Hidden("action", "create-token") + "<h2>Personal access token</h2>" +
            Problem(notes.token_problem) +
            "<p class=\"quiet\">For scripts and the SDK.</p><button>Create a token</button></form>";
  }
  return html;
}

Outcome Show(Service& service, Call& call, int64_t account_id, const Notes& notes) {
  const FormPage page(service, call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, account_id));
    ASSIGN_OR_RETURN(const labeling::Organization organization, labeling::GetOrganization(tx));
    std::string html = "<header><h1>" + Escape(account.email) +
                       "</h1><p class=\"quiet\"><a href=\"/\">Projects</a> · <a "
                       "href=\"/logout\">Sign out</a></p></header>";
    if (!notes.done.empty())
      html += "<p class=\"good\" role=\"status\">" + Escape(notes.done) + "</p>";
    html += NameForm(page, account) + PasswordForm(page, notes.password_problem);
    if (organization.api_tokens_enabled) {
      ASSIGN_OR_RETURN(const std::vector<PersonalToken> tokens,
                       labeling::PersonalTokensOf(tx, account_id, service.clock().Now()));
      html += PersonalTokenForms(page, tokens, notes);
    }
    if (organization.legacy_api_tokens_enabled.value_or(service.options.enable_legacy_token)) {
      ASSIGN_OR_RETURN(const Secret token, labeling::ApiToken(tx, account_id, service.sealer()));
      html += page.Open(kPath) + Hidden("action", "reset-token") +
              "<h2>Legacy API token</h2><p class=\"quiet\">For <code>Authorization: Token "
              "…</code>.</p><pre>" +
              Escape(token.Reveal()) + "</pre><button>Replace it</button></form>";
    }
    return page.Answer(notes.status, "Account", html, false);
  });
}

Outcome Save(Service& service, const std::function<Result<void>(db::Connection&)>& change) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, change));
  service.authenticator.Forget();
  return Redirect(302, std::string(kPath));
}

Outcome ChangePassword(Service& service, Call& call, const Account& account, Form& form) {
  Notes notes;
  const Secret current(form.Text("current_password").value_or(""));
  const Secret fresh(form.Text("password").value_or(""));
  // Who found a browser signed in must not be able to guess on.
  if (auto allowed = service.limiter.Check(account.email, call.request.peer);
      !allowed.has_value()) {
    notes.status = 429;
    notes.password_problem = allowed.error().Sentence();
  } else if (!crypto::VerifyPassword(current, account.password_hash)) {
    service.limiter.Failed(account.email, call.request.peer);
    notes.password_problem = "This is not your current password.";
  } else if (const auto good = labeling::CheckPassword(fresh); !good.has_value()) {
    notes.password_problem = FirstSentence(good.error());
  } else {
    const std::string hash = crypto::HashPassword(fresh);
    const Secret session(std::string(Cookie(call.request, kSessionCookie)));
    RETURN_IF_ERROR(
        service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
          RETURN_IF_ERROR(labeling::SetPassword(tx, account.id, hash));
          return labeling::EndSessionsOf(tx, account.id, session);
        }));
    service.authenticator.Forget();
    notes.done = "Your password was changed.";
  }
  return Show(service, call, account.id, notes);
}

Outcome CreateToken(Service& service, Call& call, int64_t account_id) {
  Notes notes;
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      notes.new_token,
      service.db().Write(
          db::Durability::kFull, [&](db::Connection& tx) -> Result<std::optional<Secret>> {
            ASSIGN_OR_RETURN(const std::vector<PersonalToken> valid,
                             labeling::PersonalTokensOf(tx, account_id, now));
            if (!valid.empty()) return std::nullopt;
            ASSIGN_OR_RETURN(Secret token,
                             labeling::CreatePersonalToken(tx, account_id, service.sealer(), now));
            return std::optional(std::move(token));
          }));
  return Show(service, call, account_id, notes);
}

}  // namespace

const Shape kAccountFormShape{"AccountForm", kAccountFormMembers};

Outcome ShowAccountPage(Service& service, Call& call) {
  if (!call.who.known()) return Redirect(302, "/user/login/?next=" + std::string(kPath));
  ASSIGN_OR_RETURN(const auto account, Self(call));
  return Show(service, call, account->id, {});
}

Outcome SubmitAccountPage(Service& service, Call& call) {
  const Result<const Body*> body = ReadForm(service, call);
  if (!body.has_value()) {
    if (body.error().kind == ErrorKind::kDenied) return RefusedPage(403, body.error());
    return std::unexpected(body.error());
  }
  if (!call.who.known()) return Redirect(302, "/user/login/?next=" + std::string(kPath));
  ASSIGN_OR_RETURN(const auto account, Self(call));
  Form form(**body, kAccountFormShape);
  RETURN_IF_ERROR(form.Done());
  const std::string action = form.Text("action").value_or("profile");
  if (action == "password") return ChangePassword(service, call, *account, form);
  if (action == "create-token") return CreateToken(service, call, account->id);
  if (action == "reset-token") {
    return Save(service, [&](db::Connection& tx) -> Result<void> {
      RETURN_IF_ERROR(labeling::ResetApiToken(tx, account->id, service.sealer()));
      return {};
    });
  }
  if (action == "revoke-token") {
    const std::string text = form.Text("token").value_or("");
    return Save(service, [&](db::Connection& tx) -> Result<void> {
      const Time now = service.clock().Now();
      ASSIGN_OR_RETURN(const auto token, labeling::FindListedToken(tx, text, now));
      if (!token.has_value() || token->account_id != account->id) return {};
      return labeling::RevokePersonalToken(tx, token->id, now);
    });
  }
  const labeling::AccountPatch patch{.first_name = form.Text("first_name"),
                                     .last_name = form.Text("last_name")};
  return Save(service, [&](db::Connection& tx) -> Result<void> {
    RETURN_IF_ERROR(labeling::UpdateAccount(tx, account->id, patch));
    return {};
  });
}

}  // namespace millrace::api
