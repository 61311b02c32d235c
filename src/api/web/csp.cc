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

}  // namespace

std::string PlainPagePolicy() {
  return "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; "
         "base-uri 'none'; frame-ancestors 'none'";
}

std::string AppPolicy(std::span<const std::string> origins) {
  const std::string media = "'self' data: blob: https:" + Listed(origins, false);
  return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src " +
         media + "; media-src " + media +
         "; connect-src 'self'; font-src 'self' data:; frame-src 'self'; frame-ancestors 'none'; "
         "base-uri 'none'; form-action 'self'; object-src 'none'";
}

std::string EditorPolicy(std::span<const std::string> origins) {
  const std::string media = "'self' data: blob: https:" + Listed(origins, false);
  return "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src " +
         media + "; media-src " + media +
         "; connect-src 'self' data: blob:" + Listed(origins, true) +
         "; font-src 'self' data:; worker-src 'self' blob:; frame-src 'self' blob: data:; "
         "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'";
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
