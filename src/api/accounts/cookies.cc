#include "api/accounts/cookies.h"

#include "base/text.h"

namespace millrace::api {

std::string_view Cookie(const net::Request& request, std::string_view name) {
  for (const auto& [header, value] : request.headers) {
    if (!EqualsIgnoreCase(header, "Cookie")) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const size_t semicolon = rest.find(';');
      const std::string_view pair = Trim(rest.substr(0, semicolon));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
        std::string_view found = pair.substr(equals + 1);
        if (found.size() >= 2 && found.front() == '"' && found.back() == '"') {
          found = found.substr(1, found.size() - 2);
        }
        return found;
      }
      if (semicolon == std::string_view::npos) break;
      rest.remove_prefix(semicolon + 1);
    }
  }
  return {};
}

void SetCookie(net::Response& response, std::string_view name, std::string_view value,
               CookieOptions options) {
  std::string text = std::string(name) + "=" + std::string(value) + "; Path=/; SameSite=Lax";
  if (options.http_only) text += "; HttpOnly";
  if (options.secure) text += "; Secure";
  if (options.max_age.has_value()) text += "; Max-Age=" + std::to_string(options.max_age->count());
  response.headers.Add("Set-Cookie", std::move(text));
}

}  // namespace millrace::api
