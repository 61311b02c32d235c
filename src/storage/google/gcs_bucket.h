// Requests to one bucket of Cloud Storage by its JSON API.
// https://cloud.google.com/storage/docs/json_api/v1
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "net/url.h"
#include "storage/google/credentials.h"
#include "storage/http/bucket.h"

namespace millrace::storage::google {

// kInvalid naming key and rule. https://cloud.google.com/storage/docs/objects#naming
Result<void> CheckObjectName(std::string_view key);

struct BucketOptions {
  std::string bucket;
  std::string origin = "https://storage.googleapis.com";
  bool google = true;   // Google itself answers there
  std::string base;     // path in front of everything, encoded: "" or "/gcs"
  std::string project;  // pays where the requester does; "" = that of the credentials
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
};

// Thread-safe. Objects come as they are stored: one with Content-Encoding gzip is not unpacked, so
// that sizes and ranges are those of the listing.
class GcsBucket final : public http::Bucket {
 public:
  // `credentials` nullptr: requests carry none.
  GcsBucket(BucketOptions options, std::unique_ptr<Credentials> credentials);

  Result<std::unique_ptr<http::Attempt>> Prepare(http::Call call) override;
  net::HttpClient& client() const override { return *options_.http; }
  http::Call GetCall(const GetRequest& request) const override;
  ObjectInfo InfoOf(std::string_view key, const net::Headers& headers) const override;
  http::Call PutCall(const PutRequest& request) const override;
  Result<ObjectInfo> PutInfo(const PutRequest& request,
                             const net::HttpResponse& answer) const override;

  // The bucket's own resource, with these fields.
  Result<net::HttpResponse> AskBucket(std::string_view fields);

  // A URL that needs no credentials (V4, path style). Without credentials it is the plain one.
  // kUnsupported if the account cannot sign.
  Result<std::string> Presign(std::string_view method, std::string_view key, net::Query query,
                              std::chrono::seconds ttl);
  bool can_presign() const { return credentials_ == nullptr || credentials_->signer != nullptr; }

  const BucketOptions& options() const { return options_; }
  const Credentials* credentials() const { return credentials_.get(); }

 private:
  class GcsAttempt;

  std::string UserProject() const;

  const BucketOptions options_;
  const std::unique_ptr<Credentials> credentials_;
  const std::string host_;
  std::atomic<bool> requester_pays_ = false;
};

}  // namespace millrace::storage::google
