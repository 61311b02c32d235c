// AWS Signature Version 4.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, and
// for S3 https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"
#include "net/headers.h"
#include "net/url.h"

namespace millrace::storage::aws {

// What requests are signed with. A plain value type.
struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;         // empty for long-lived keys
  std::optional<Time> expires;  // absent for long-lived keys
};

// A service's dialect of the signature. The defaults are those of S3, which signs a path exactly as
// it was sent; other services encode it once more and most resolve its dot segments first.
struct SigningRules {
  std::string service = "s3";
  bool double_encode = false;
  bool normalize_path = false;
  // Header signing adds x-amz-content-sha256; query signing says UNSIGNED-PAYLOAD.
  bool content_sha256 = true;
};

// One request before it is signed.
struct SigningRequest {
  std::string method = "GET";
  std::string host;      // the Host header: "host" or "host:port"
  std::string path;      // percent-encoded as it is sent; "" counts as "/"
  net::Query query;      // names and values decoded
  net::Headers headers;  // all of them are signed; without Host and the headers that signing adds
  std::string payload_sha256;  // lower-case hex; "" = of the empty body
};

// The steps of a signature, for tests and for explaining a SignatureDoesNotMatch.
struct SignatureSteps {
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;  // lower-case hex
};

// Signs for one service. Keeps the derived key of the last (date, region, credentials), so that a
// signature costs two digests. Thread-safe.
class Signer {
 public:
  explicit Signer(SigningRules rules = {}) : rules_(std::move(rules)) {}

  // Adds x-amz-date, x-amz-content-sha256 and x-amz-security-token where they apply, and
  // Authorization.
  void SignHeaders(const Credentials& credentials, std::string_view region, Time now,
                   SigningRequest& request, SignatureSteps* steps = nullptr) const;

  // The whole query of a presigned URL: the request's own parameters, then those of the signature.
  std::string SignQuery(const Credentials& credentials, std::string_view region, Time now,
                        std::chrono::seconds ttl, const SigningRequest& request,
                        SignatureSteps* steps = nullptr) const;

 private:
  struct Key;
  std::shared_ptr<const Key> SigningKey(const Credentials& credentials, std::string_view date,
                                        std::string_view region) const;
  std::string Sign(const Credentials& credentials, std::string_view region,
                   const std::string& timestamp, const std::string& canonical_request,
                   SignatureSteps* steps) const;

  SigningRules rules_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Key> key_;
};

// SHA-256 of nothing, in hex: the payload of requests without a body.
inline constexpr std::string_view kEmptySha256 =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

}  // namespace millrace::storage::aws
