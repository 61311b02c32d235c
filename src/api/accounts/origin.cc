#include "api/accounts/origin.h"

#include "api/accounts/cookies.h"
#include "base/secret.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

// Only host and port are compared with Host: behind a proxy that speaks TLS our own scheme is http.
bool IsOwn(const net::Url& url, const net::Request& request, std::string_view public_url) {
  const std::string_view host = request.headers.Get("Host");
  if (!host.empty() && EqualsIgnoreCase(url.Authority(), host)) return true;
  if (public_url.empty()) return false;
  const auto own = net::ParseUrl(public_url);
  return own.has_value() && own->Origin() == url.Origin();
}

}  // namespace

Result<void> RefuseForeignOrigin(const net::Request& request, std::string_view public_url) {
  const std::string_view origin = request.headers.Get("Origin");
  if (!origin.empty()) {
    const auto url = net::ParseUrl(origin);
    if (!url.has_value() || !IsOwn(*url, request, public_url)) {
      return Fail(ErrorKind::kDenied,
                  "CSRF Failed: this request comes from " + Printable(origin, 100) +
                      ", another site than this server.",
                  "Scripts use an API token (Authorization: Token …); behind a proxy start the "
                  "server with --host and "
                  "the address that browsers see.");
    }
    return {};
  }
  const std::string_view site = request.headers.Get("Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") {
    return Fail(ErrorKind::kDenied,
                "CSRF Failed: this request comes from another site than this server.",
                "Scripts use an API token (Authorization: Token …).");
  }
  return {};
}

Result<void> CheckCsrfToken(const net::Request& request, std::string_view form_token) {
  const std::string_view cookie = Cookie(request, kCsrfCookie);
  const std::string_view given =
      form_token.empty() ? request.headers.Get("X-CSRFToken") : form_token;
  if (cookie.size() < 32 || !(Secret(std::string(cookie)) == Secret(std::string(given)))) {
    return Fail(
        ErrorKind::kDenied,
        "CSRF verification failed: the form's token is missing or not the one of this browser.",
        "Load the form again, allow cookies for this server, and send it again.");
  }
  return {};
}

std::string SafeNext(std::string_view next, const net::Request& request,
                     std::string_view public_url) {
  for (const char c : next) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == '\\' || c == 0x7F) return "/";
  }
  if (next.starts_with("/") && !next.starts_with("//")) return std::string(next);
  const auto url = net::ParseUrl(next);
  if (!url.has_value() || !IsOwn(*url, request, public_url)) return "/";
  const std::string path = url->path.empty() ? "/" : url->path;
  if (path.starts_with("//")) return "/";
  return url->query.empty() ? path : path + "?" + url->query;
}

}  // namespace millrace::api
