#include "api/web/csp.h"

#include <algorithm>

namespace millrace::api {
namespace {

bool IsOrigin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme) || text.size() == scheme.size()) continue;
    return std::ranges::all_of(text.substr(scheme.size()), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
             std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
  }
  return false;
}

// " http://a http://b", each with the space before it.
std::string Listed(std::span<const std::string> origins, bool https_too) {
  std::string list;
  for (const std::string& origin : origins) {
    if (IsOrigin(origin) && (https_too || origin.starts_with("http://"))) list += " " + origin;
  }
  return list;
}

// What every page with scripts may do. A policy on top of it names connect-src, frame-src,
// frame-ancestors and form-action.
std::string ScriptedPolicy(std::span<const std::string> origins) {
  const std::string media = "'self' data: blob: https:" + Listed(origins, false);
  return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src " +
         media + "; media-src " + media +
         "; font-src 'self' data:; base-uri 'none'; object-src 'none'";
}

}  // namespace

std::string PlainPagePolicy() {
  return "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
         "base-uri 'none'; frame-ancestors 'none'";
}

std::string AppPolicy(std::span<const std::string> origins) {
  return ScriptedPolicy(origins) +
         "; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; form-action 'self'";
}

std::string EditorPolicy(std::span<const std::string> origins) {
  return ScriptedPolicy(origins) + "; connect-src 'self' data: blob:" + Listed(origins, true) +
         "; worker-src 'self' blob:; frame-src 'self' blob: data:; frame-ancestors 'self'; "
         "form-action 'none'";
}

void ProtectPage(net::Response& page, std::string policy) {
  page.headers.Set("Content-Security-Policy", std::move(policy));
  page.headers.Set("X-Content-Type-Options", "nosniff");
  page.headers.Set("Referrer-Policy", "same-origin");
  page.headers.Set("Cross-Origin-Opener-Policy", "same-origin");
  page.headers.Set("Permissions-Policy",
                   "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), "
                   "serial=(), usb=()");
}

}  // namespace millrace::api
