// Shared Key authorization of Azure Storage.
// https://learn.microsoft.com/en-us/rest/api/storageservices/authorize-with-shared-key
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "net/headers.h"
#include "net/url.h"

namespace millrace::storage::azure {

// The version of the service that requests and signatures follow (x-ms-version, sv).
inline constexpr char kApiVersion[] = "2021-12-02";

struct SharedKey {
  std::string account;
  Secret key;  // raw bytes
};

// The key as the portal shows it. kInvalid, without a byte of it in the sentence, if `base64` is
// not Base64.
Result<SharedKey> MakeSharedKey(std::string account, const Secret& base64);

// A request as it will be sent.
struct SigningRequest {
  std::string_view method;
  std::string_view path;    // encoded, as in the URL: "/container/key", path style "/account/…"
  const net::Query& query;  // decoded
  const net::Headers& headers;
  size_t content_length = 0;
};
std::string StringToSign(std::string_view account, const SigningRequest& request);

// Base64(HMAC-SHA256(key, text)): what every signature of Azure Storage is. `key` in raw bytes.
std::string Sign(const Secret& key, std::string_view text);

// The value of the Authorization header. The request carries x-ms-date and x-ms-version already.
std::string Authorization(const SharedKey& key, const SigningRequest& request);

}  // namespace millrace::storage::azure
