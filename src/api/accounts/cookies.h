// Cookies (RFC 6265).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace millrace::api {

inline constexpr std::string_view kSessionCookie = "sessionid";
inline constexpr std::string_view kCsrfCookie = "csrftoken";

// The first cookie of that name; "" if there is none. Borrowed from the request.
std::string_view Cookie(const net::Request& request, std::string_view name);

struct CookieOptions {
  bool http_only = false;
  bool secure = false;
  std::optional<std::chrono::seconds> max_age;  // nothing = until the browser closes; 0 = delete
};
void SetCookie(net::Response& response, std::string_view name, std::string_view value,
               CookieOptions options);

}  // namespace millrace::api
