#include "api/accounts/sign_in.h"

#include "api/accounts/cookies.h"
#include "api/accounts/form_page.h"
#include "api/accounts/origin.h"
#include "api/html.h"
#include "api/service.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/password.h"
#include "labeling/accounts/organization.h"
#include "labeling/accounts/sessions.h"
#include "net/url.h"

namespace millrace::api {
namespace {

constexpr Member kLoginFormMembers[] = {
    {"csrfmiddlewaretoken", Type::kText, "As in the form and in the cookie csrftoken."},
    {"email"},
    {"password"},
    {"persist_session", Type::kText, "\"on\": beyond the end of the browser; the default."},
};

struct LoginPage {
  int status = 200;
  std::string email;
  std::string problem;  // one sentence, shown above the fields
};

net::Response Show(const Service& service, Call& call, const LoginPage& page) {
  const FormPage form(service, call);
  const std::string next = NextPath(service, call);
  const std::string query = next == "/" ? "" : "?next=" + net::PercentEncode(next, "/");
  std::string html = "<h1>Sign in</h1>" + form.Open("/user/login/" + query) + Problem(page.problem);
  // After a wrong password it is the password that is typed again.
  const std::string_view first = page.email.empty() ? " autofocus" : "";
  const std::string_view second = page.email.empty() ? "" : " autofocus";
  html += Input("E-mail address", "email", "email", page.email,
                "autocomplete=\"username\" required" + std::string(first));
  html += Input("Password", "password", "password", "",
                "autocomplete=\"current-password\" required" + std::string(second));
  html += "<button>Sign in</button></form>";
  if (service.options.allow_signup) {
    html += "<p class=\"quiet\">New here? <a href=\"/user/signup/" + Escape(query) +
            "\">Create an account</a></p>";
  }
  return form.Answer(page.status, "Sign in", html);
}

}  // namespace

const Shape kLoginFormShape{"LoginForm", kLoginFormMembers};

std::string NextPath(const Service& service, Call& call) {
  return SafeNext(call.Query("next").value_or(""), call.request, service.options.public_url);
}

Outcome Enter(Service& service, Call& call, int64_t account_id, bool keep) {
  const Time now = service.clock().Now();
  std::chrono::minutes longest{0};
  ASSIGN_OR_RETURN(
      const Secret session,
      service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<Secret> {
        ASSIGN_OR_RETURN(const labeling::Organization organization, labeling::GetOrganization(tx));
        longest = organization.max_session_age;
        return labeling::CreateSession(tx, account_id, now);
      }));
  net::Response response = Redirect(302, NextPath(service, call));
  CookieOptions cookie{.http_only = true, .secure = IsSecure(service, call)};
  if (keep) cookie.max_age = longest;
  SetCookie(response, kSessionCookie, session.Reveal(), cookie);
  // A new token for the new rights, so that one known before sign-in is worth nothing.
  SetCookie(response, kCsrfCookie, RandomHex(32),
            {.secure = IsSecure(service, call), .max_age = std::chrono::hours(24 * 365)});
  return response;
}

Outcome ShowLogin(Service& service, Call& call) {
  if (call.who.known()) return Redirect(302, NextPath(service, call));
  return Show(service, call, {});
}

Outcome SubmitLogin(Service& service, Call& call) {
  const Result<const Body*> body = ReadForm(service, call);
  if (!body.has_value()) {
    if (body.error().kind == ErrorKind::kDenied) return RefusedPage(403, body.error());
    return std::unexpected(body.error());
  }
  Form form(**body);
  LoginPage page{.email = ToLower(Trim(form.Text("email").value_or("")))};
  const Secret password(form.Text("password").value_or(""));
  const bool keep = !form.Has("persist_session") ||
                    ParseBool(form.Text("persist_session").value_or("")).value_or(false);
  if (auto allowed = service.limiter.Check(page.email, call.request.peer); !allowed.has_value()) {
    page.status = 429;
    page.problem = allowed.error().Sentence();
    net::Response response = Show(service, call, page);
    response.headers.Add("Retry-After",
                         std::to_string((allowed.error().retry_after_ms + 999) / 1000));
    return response;
  }
  ASSIGN_OR_RETURN(
      const std::optional<labeling::Account> account,
      service.db().Read([&](db::Connection& tx) { return labeling::FindAccount(tx, page.email); }));
  const bool right =
      crypto::VerifyPassword(password, account ? account->password_hash : std::string()) &&
      account->active;
  if (!right) {
    service.limiter.Failed(page.email, call.request.peer);
    LogWarning("sign-in failed", {{"email", Printable(page.email)}, {"peer", call.request.peer}});
    page.problem = "The email and password you entered don't match.";
    return Show(service, call, page);
  }
  service.limiter.Succeeded(page.email, call.request.peer);
  return Enter(service, call, account->id, keep);
}

Outcome Logout(Service& service, Call& call) {
  const std::string_view session = Cookie(call.request, kSessionCookie);
  if (!session.empty()) {
    RETURN_IF_ERROR(service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::EndSession(tx, Secret(std::string(session)));
    }));
    service.authenticator.Forget();
  }
  net::Response response = Redirect(302, "/");
  SetCookie(response, kSessionCookie, "", {.http_only = true, .max_age = std::chrono::seconds(0)});
  return response;
}

}  // namespace millrace::api
