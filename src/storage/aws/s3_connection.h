// Signed requests to one bucket: its address, its credentials and the region that it turned out to
// be in.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "storage/aws/credentials.h"
#include "storage/aws/endpoint.h"
#include "storage/aws/s3_error.h"
#include "storage/aws/sigv4.h"
#include "storage/http/bucket.h"
#include "storage/settings.h"

namespace millrace::storage::aws {

struct ConnectionOptions {
  std::string bucket;
  EndpointOptions endpoint;
  bool region_given = false;  // somebody named the region; else endpoint.region is a guess
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
  // Where browsers reach the bucket, for presigned URLs; its region is that of the bucket.
  std::optional<EndpointOptions> public_endpoint;
  // What is known of If-None-Match and If-Match of a PUT.
  Support conditions = Support::kUnknown;
  Trust trust;
  std::string encryption;  // of what is written: "AES256", "aws:kms"; "" = the bucket's default
  std::string kms_key_id;  // with aws:kms; "" = the account's default key
  bool requester_pays = false;
};

// Thread-safe.
class Connection final : public http::Bucket {
 public:
  // `credentials` nullptr: requests are not signed.
  static Result<std::unique_ptr<Connection>> Open(ConnectionOptions options,
                                                  std::unique_ptr<CredentialProvider> credentials);

  Result<std::unique_ptr<http::Attempt>> Prepare(http::Call call) override;
  net::HttpClient& client() const override { return *options_.http; }
  http::Call GetCall(const GetRequest& request) const override;
  ObjectInfo InfoOf(std::string_view key, const net::Headers& headers) const override;
  http::Call PutCall(const PutRequest& request) const override;
  // Without a token where the answer has no ETag.
  Result<ObjectInfo> PutInfo(const PutRequest& request,
                             const net::HttpResponse& answer) const override;

  // A URL that needs no credentials. May ask the bucket for its region once, if nobody named it.
  Result<std::string> Presign(std::string_view method, std::string_view key, net::Query query,
                              std::chrono::seconds ttl);
  // Where such a URL leads. `may_ask`: as Presign.
  std::string BrowserOrigin(bool may_ask);

  bool aws() const { return endpoint()->aws; }
  const ConnectionOptions& options() const { return options_; }
  std::shared_ptr<const BucketEndpoint> endpoint() const;
  // nullptr: requests are not signed.
  CredentialProvider* credentials() const { return credentials_.get(); }
  // Asks where the bucket is: the region that the answer names, whatever else it says; "" if it
  // names none. An Error if there is no answer.
  Result<std::string> AskRegion();

 private:
  class SignedAttempt;

  Connection(ConnectionOptions options, std::unique_ptr<CredentialProvider> credentials)
      : options_(std::move(options)), credentials_(std::move(credentials)) {}

  Result<void> MoveTo(const std::string& region);
  std::string CacheName() const;
  void FindRegion();
  // Where a URL for browsers leads, now that the bucket is at `used`.
  Result<BucketEndpoint> PublicEndpoint(const BucketEndpoint& used) const;
  // Looks at an answer to a request for `used` that is not 2xx: true if the region was wrong and
  // is known now.
  bool LearnRegion(const BucketEndpoint& used, int status, const net::Headers& headers,
                   std::string_view body);

  const ConnectionOptions options_;
  const std::unique_ptr<CredentialProvider> credentials_;
  const Signer signer_;
  std::atomic<bool> md5_wanted_ = false;  // the bucket demands a checksum of what is written
  mutable std::mutex mutex_;
  std::shared_ptr<const BucketEndpoint> endpoint_;
};

}  // namespace millrace::storage::aws
