// Signed URLs of Google Cloud Storage, V4.
// https://cloud.google.com/storage/docs/authentication/signatures
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/headers.h"
#include "net/url.h"

namespace millrace::storage::google {

// One request before it is signed.
struct SigningRequest {
  std::string method = "GET";
  std::string origin;    // "https://storage.googleapis.com", with the port if it is given
  std::string path;      // percent-encoded: "/bucket/key"
  net::Query query;      // names and values decoded
  net::Headers headers;  // that the request must have too; without Host
};

struct SigningText {
  std::string query;              // of the URL, without the signature
  std::string canonical_request;  // for tests
  std::string string_to_sign;     // what the account signs: GOOG4-RSA-SHA256
};

// `email` is the account that will sign. Text to sign, at the time `now`, for `ttl` (1 s to 7
// days).
SigningText PrepareSignature(std::string_view email, Time now, std::chrono::seconds ttl,
                             const SigningRequest& request);

// The URL with the signature (raw bytes) of that text.
std::string SignedUrl(const SigningRequest& request, const SigningText& text,
                      std::string_view signature);

}  // namespace millrace::storage::google
