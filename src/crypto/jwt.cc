#include "crypto/jwt.h"

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::crypto {
namespace {

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";

std::string Signature(const Secret& key, std::string_view text) {
  return Base64UrlEncode(HmacSha256(key.Reveal(), text));
}

// The Base64url text of the claims; nothing if the header is not ours.
std::optional<std::string_view> Payload(std::string_view token) {
  static const std::string kStart = Base64UrlEncode(kHeader) + ".";
  if (!token.starts_with(kStart)) return std::nullopt;
  token.remove_prefix(kStart.size());
  return token.substr(0, token.find('.'));
}

}  // namespace

std::string JwtText(std::string_view claims) {
  return Base64UrlEncode(kHeader) + "." + Base64UrlEncode(claims);
}

Secret SignJwt(const Secret& key, std::string_view claims) {
  const std::string text = JwtText(claims);
  return Secret(text + "." + Signature(key, text));
}

std::optional<std::string> VerifyJwt(const Secret& key, std::string_view token) {
  const size_t dot = token.rfind('.');
  if (key.empty() || dot == std::string_view::npos) return std::nullopt;
  const std::string_view text = token.substr(0, dot);
  // Secrets compare in constant time.
  if (!(Secret(Signature(key, text)) == Secret(std::string(token.substr(dot + 1)))))
    return std::nullopt;
  return ReadJwt(text);
}

std::optional<std::string> ReadJwt(std::string_view token) {
  const auto payload = Payload(token);
  if (!payload.has_value()) return std::nullopt;
  return Base64Decode(*payload);
}

}  // namespace millrace::crypto
