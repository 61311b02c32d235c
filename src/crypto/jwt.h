// JSON Web Tokens signed with HMAC SHA-256 (RFC 7515 §3.1, RFC 7518 §3.2, RFC 7519). Only the
// signature is the business of this file; the claims are its callers'.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace millrace::crypto {

// "header.payload" without signature; `claims` is a JSON object.
std::string JwtText(std::string_view claims);
// "header.payload.signature".
Secret SignJwt(const Secret& key, std::string_view claims);

// The claims of a token that this key signed. Nothing for anything else; in particular for every
// header but our own, so that a token cannot choose its algorithm (RFC 8725 §3.1).
std::optional<std::string> VerifyJwt(const Secret& key, std::string_view token);
// The claims of "header.payload", whatever follows, without looking at a signature.
std::optional<std::string> ReadJwt(std::string_view token);

}  // namespace millrace::crypto
