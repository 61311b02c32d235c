// Signed requests to one bucket: its address, its credentials and the region that it turned out to
// be in.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "net/http_client.h"
#include "storage/aws/credentials.h"
#include "storage/aws/endpoint.h"
#include "storage/aws/s3_error.h"
#include "storage/aws/sigv4.h"

namespace millrace::storage::aws {

struct ConnectionOptions {
  std::string bucket;
  EndpointOptions endpoint;
  bool region_given = false;  // somebody named the region; else endpoint.region is a guess
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
};

// One request in the bucket's terms.
struct Call {
  Operation operation = Operation::kGet;
  std::string method = "GET";
  std::string key;    // "" = the bucket itself
  std::string about;  // the key or prefix that an Error names
  net::Query query;
  net::Headers headers;  // all are signed
  std::string body;
  Precondition precondition = Precondition::kNone;
};

// Thread-safe.
class Connection {
 public:
  // `credentials` nullptr: requests are not signed.
  static Result<std::unique_ptr<Connection>> Open(ConnectionOptions options,
                                                  std::unique_ptr<CredentialProvider> credentials);

  // A request ready for the client, and what it was made with.
  struct Prepared {
    net::HttpRequest request;
    std::shared_ptr<const BucketEndpoint> endpoint;
    std::shared_ptr<const Credentials> credentials;  // nullptr: not signed
    Time now{};
  };
  Result<Prepared> Prepare(const Call& call) const;

  // The Error of an answer to it that is not 2xx.
  Error Refused(const Prepared& prepared, const Call& call, int status, const net::Headers& headers,
                std::string_view body) const;

  // The answer if its status is 2xx, else the Error. When S3 names another region, the request is
  // signed for that one and sent once more. `answer` gets the last answer whatever its status.
  Result<net::HttpResponse> Send(const Call& call, net::HttpResponse* answer = nullptr);

  // Looks at an answer that is not 2xx: true if the region was wrong and is known now, so that the
  // same call prepared again may succeed.
  bool Learn(const Prepared& prepared, int status, const net::Headers& headers,
             std::string_view body);

  // A URL that needs no credentials. May ask the bucket for its region once, if nobody named it.
  Result<std::string> Presign(std::string_view method, std::string_view key, net::Query query,
                              std::chrono::seconds ttl);

  bool aws() const { return endpoint()->aws; }
  const std::string& bucket() const { return options_.bucket; }
  Time Now() const { return options_.clock->Now(); }
  net::HttpClient& http() const { return *options_.http; }

 private:
  Connection(ConnectionOptions options, std::unique_ptr<CredentialProvider> credentials)
      : options_(std::move(options)), credentials_(std::move(credentials)) {}

  std::shared_ptr<const BucketEndpoint> endpoint() const;
  Result<void> MoveTo(const std::string& region);
  std::string CacheName() const;
  void FindRegion();

  const ConnectionOptions options_;
  const std::unique_ptr<CredentialProvider> credentials_;
  const Signer signer_;
  mutable std::mutex mutex_;
  std::shared_ptr<const BucketEndpoint> endpoint_;
};

}  // namespace millrace::storage::aws
