#include "api/accounts/sign_in.h"

#include "api/accounts/cookies.h"
#include "api/accounts/origin.h"
#include "api/html.h"
#include "api/service.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/password.h"
#include "net/url.h"

namespace millrace::api {
namespace {

struct FormPage {
  bool signup = false;
  int status = 200;
  std::string email;
  std::string problem;  // one sentence, shown above the fields
};

bool IsSecure(const Service& service, const Call& call) {
  return call.request.over_tls || service.options.public_url.starts_with("https://");
}

std::string Next(const Service& service, Call& call) {
  return SafeNext(call.Query("next").value_or(""), call.request, service.options.public_url);
}

// The form, with a token that the browser also gets as a cookie.
net::Response Show(const Service& service, Call& call, const FormPage& page) {
  std::string token(Cookie(call.request, kCsrfCookie));
  const bool fresh =
      token.size() != 64 || token.find_first_not_of("0123456789abcdef") != std::string::npos;
  if (fresh) token = RandomHex(32);

  const std::string next = Next(service, call);
  const std::string query = next == "/" ? "" : "?next=" + net::PercentEncode(next, "/");
  std::string body = "<main class=\"narrow\"><h1>";
  body += page.signup ? "Create an account" : "Sign in";
  body += "</h1><form class=\"card\" method=\"post\" action=\"";
  body += page.signup ? "/user/signup/" : "/user/login/";
  body += Escape(query);
  body += "\"><input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"" + token + "\">";
  if (!page.problem.empty())
    body += "<p class=\"bad\" role=\"alert\">" + Escape(page.problem) + "</p>";
  body +=
      "<label for=\"email\">E-mail address</label><input type=\"email\" id=\"email\" "
      "name=\"email\" "
      "autocomplete=\"username\" required autofocus value=\"" +
      Escape(page.email) + "\">";
  body +=
      "<label for=\"password\">Password</label><input type=\"password\" id=\"password\" "
      "name=\"password\" required "
      "autocomplete=\"";
  body += page.signup ? "new-password\" minlength=\"8\">" : "current-password\">";
  if (page.signup) body += "<p class=\"quiet\">8 characters or more.</p>";
  body +=
      page.signup ? "<button>Create account</button></form>" : "<button>Sign in</button></form>";
  if (page.signup) {
    body += "<p class=\"quiet\">You have an account? <a href=\"/user/login/" + Escape(query) +
            "\">Sign in</a></p>";
  } else if (service.options.allow_signup) {
    body += "<p class=\"quiet\">New here? <a href=\"/user/signup/" + Escape(query) +
            "\">Create an account</a></p>";
  }
  body += "</main>";

  net::Response response =
      HtmlAnswer(page.status, Page(page.signup ? "Create an account" : "Sign in", body));
  if (fresh) {
    SetCookie(response, kCsrfCookie, token,
              {.secure = IsSecure(service, call), .max_age = std::chrono::hours(24 * 365)});
  }
  return response;
}

// The page for a form that is not accepted at all.
net::Response Refuse(const Error& error) {
  return HtmlAnswer(
      403,
      Page("Not accepted", "<main class=\"narrow\"><h1>Not accepted</h1><section><p>" +
                               Escape(error.Sentence()) +
                               "</p><p><a href=\"/user/login/\">Sign in</a></p></section></main>"));
}

// Starts a session and sends the browser on.
Outcome Enter(Service& service, Call& call, const labeling::Account& account, bool keep) {
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const Secret session, service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
        return labeling::CreateSession(tx, account.id, now, now + service.options.session_lifetime);
      }));
  net::Response response = Redirect(302, Next(service, call));
  CookieOptions cookie{.http_only = true, .secure = IsSecure(service, call)};
  if (keep) cookie.max_age = service.options.session_lifetime;
  SetCookie(response, kSessionCookie, session.Reveal(), cookie);
  // A new token for the new rights, so that one known before sign-in is worth nothing.
  SetCookie(response, kCsrfCookie, RandomHex(32),
            {.secure = IsSecure(service, call), .max_age = std::chrono::hours(24 * 365)});
  return response;
}

struct Credentials {
  std::string email;
  Secret password;
  bool keep = true;
};

// The fields of a form that passed its CSRF check.
Result<Credentials> ReadCredentials(const Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  const std::string token = form.Text("csrfmiddlewaretoken").value_or("");
  RETURN_IF_ERROR(RefuseForeignOrigin(call.request, service.options.public_url));
  RETURN_IF_ERROR(CheckCsrfToken(call.request, token));
  Credentials given;
  given.email = ToLower(Trim(form.Text("email").value_or("")));
  given.password = Secret(form.Text("password").value_or(""));
  if (form.Has("persist_session")) given.keep = form.Text("persist_session").value_or("") == "on";
  return given;
}

}  // namespace

Outcome ShowLogin(Service& service, Call& call) {
  if (call.who.known()) return Redirect(302, Next(service, call));
  return Show(service, call, {});
}

Outcome SubmitLogin(Service& service, Call& call) {
  Result<Credentials> given = ReadCredentials(service, call);
  if (!given.has_value()) {
    if (given.error().kind == ErrorKind::kDenied) return Refuse(given.error());
    return std::unexpected(std::move(given).error());
  }
  FormPage page{.email = given->email};
  if (auto allowed = service.limiter.Check(given->email, call.request.peer); !allowed.has_value()) {
    page.status = 429;
    page.problem = allowed.error().Sentence();
    net::Response response = Show(service, call, page);
    response.headers.Add("Retry-After",
                         std::to_string((allowed.error().retry_after_ms + 999) / 1000));
    return response;
  }
  ASSIGN_OR_RETURN(const std::optional<labeling::Account> account,
                   service.db().Read([&](db::Connection& tx) {
                     return labeling::FindAccount(tx, given->email);
                   }));
  const bool right =
      crypto::VerifyPassword(given->password, account ? account->password_hash : std::string()) &&
      account->active;
  if (!right) {
    service.limiter.Failed(given->email, call.request.peer);
    LogWarning("sign-in failed", {{"email", Printable(given->email)}, {"peer", call.request.peer}});
    page.problem = "The email and password you entered don't match.";
    return Show(service, call, page);
  }
  service.limiter.Succeeded(given->email, call.request.peer);
  return Enter(service, call, *account, given->keep);
}

Outcome ShowSignup(Service& service, Call& call) {
  if (call.who.known()) return Redirect(302, Next(service, call));
  if (!service.options.allow_signup) {
    return Refuse(Error{.message = "Sign-up is closed on this server.",
                        .advice = "Ask an administrator for an account."});
  }
  return Show(service, call, {.signup = true});
}

Outcome SubmitSignup(Service& service, Call& call) {
  Result<Credentials> given = ReadCredentials(service, call);
  if (!given.has_value()) {
    if (given.error().kind == ErrorKind::kDenied) return Refuse(given.error());
    return std::unexpected(std::move(given).error());
  }
  if (!service.options.allow_signup) {
    return Refuse(Error{.message = "Sign-up is closed on this server.",
                        .advice = "Ask an administrator for an account."});
  }
  FormPage page{.signup = true, .email = given->email};
  if (const auto good = labeling::CheckPassword(given->password); !good.has_value()) {
    page.problem =
        good.error().fields.empty() ? good.error().Sentence() : good.error().fields[0].second;
    return Show(service, call, page);
  }
  const std::string hash = crypto::HashPassword(given->password);
  Result<labeling::Account> account =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
        return labeling::CreateAccount(tx, {.email = given->email, .password_hash = hash},
                                       service.sealer(), service.clock().Now());
      });
  if (!account.has_value()) {
    const Error& error = account.error();
    if (error.kind != ErrorKind::kConflict && error.kind != ErrorKind::kInvalid)
      return std::unexpected(error);
    page.problem = error.kind == ErrorKind::kConflict ? "User with this email already exists"
                   : error.fields.empty()             ? error.Sentence()
                                                      : error.fields[0].second;
    return Show(service, call, page);
  }
  return Enter(service, call, *account, given->keep);
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
