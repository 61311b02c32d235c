// RSA signatures with a private key, by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

struct evp_pkey_st;

namespace millrace::crypto {

// A private key. Copies share it. Thread-safe.
class RsaKey {
 public:
  // PEM text, PKCS #8 or PKCS #1, without a password. kInvalid with a sentence for anything else;
  // it holds nothing of the text.
  static Result<RsaKey> FromPem(const Secret& pem);

  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2; "RS256" of JWS): raw bytes.
  std::string SignSha256(std::string_view data) const;

 private:
  explicit RsaKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace millrace::crypto
