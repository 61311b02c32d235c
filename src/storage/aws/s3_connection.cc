#include "storage/aws/s3_connection.h"

#include <unordered_map>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::storage::aws {
namespace {

constexpr std::chrono::milliseconds kConnectTimeout{5'000};
constexpr std::chrono::milliseconds kStallTimeout{20'000};
// A page of 1,000 keys of 1,024 bytes, all escaped, stays below half of it.
constexpr size_t kMaxAnswer = 8u << 20;

// Regions that buckets turned out to be in. Shared by all connections of the process, because a
// storage is opened again for every job and every presigned URL.
class RegionCache {
 public:
  std::string Get(const std::string& name) {
    std::lock_guard lock(mutex_);
    const auto found = regions_.find(name);
    return found == regions_.end() ? "" : found->second;
  }
  void Set(const std::string& name, const std::string& region) {
    std::lock_guard lock(mutex_);
    if (regions_.size() >= kMost) regions_.clear();
    regions_[name] = region;
  }

 private:
  static constexpr size_t kMost = 10'000;
  std::mutex mutex_;
  std::unordered_map<std::string, std::string> regions_;
};

RegionCache& LearnedRegions() {
  static RegionCache cache;
  return cache;
}

bool IsSuccess(int status) { return status >= 200 && status < 300; }

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(
    ConnectionOptions options, std::unique_ptr<CredentialProvider> credentials) {
  std::unique_ptr<Connection> out(new Connection(std::move(options), std::move(credentials)));
  const std::string learned = LearnedRegions().Get(out->CacheName());
  RETURN_IF_ERROR(out->MoveTo(out->options_.endpoint.region));
  if (!learned.empty() && out->aws()) RETURN_IF_ERROR(out->MoveTo(learned));
  return out;
}

std::shared_ptr<const BucketEndpoint> Connection::endpoint() const {
  std::lock_guard lock(mutex_);
  return endpoint_;
}

Result<void> Connection::MoveTo(const std::string& region) {
  EndpointOptions options = options_.endpoint;
  options.region = region;
  ASSIGN_OR_RETURN(BucketEndpoint resolved, ResolveBucket(options_.bucket, options));
  std::lock_guard lock(mutex_);
  endpoint_ = std::make_shared<const BucketEndpoint>(std::move(resolved));
  return {};
}

std::string Connection::CacheName() const {
  return options_.bucket + "@" + std::string(PartitionName(options_.endpoint.region));
}

Result<Connection::Prepared> Connection::Prepare(const Call& call) const {
  Prepared out{.endpoint = endpoint(), .now = options_.clock->Now()};
  const BucketEndpoint& endpoint = *out.endpoint;
  SigningRequest signing{.method = call.method,
                         .host = endpoint.host,
                         .path = endpoint.path,
                         .query = call.query,
                         .headers = call.headers};
  if (!call.key.empty()) signing.path += "/" + EncodeKey(call.key);
  if (signing.path.empty()) signing.path = "/";
  if (credentials_ != nullptr) {
    ASSIGN_OR_RETURN(out.credentials, credentials_->Get());
    if (!call.body.empty()) signing.payload_sha256 = HexEncode(crypto::Sha256(call.body));
    signer_.SignHeaders(*out.credentials, endpoint.region, out.now, signing);
  }
  out.request.method = call.method;
  out.request.url = endpoint.origin + signing.path;
  if (!call.query.empty()) out.request.url += "?" + net::EncodeQuery(call.query);
  out.request.headers = std::move(signing.headers);
  out.request.body = call.body;
  out.request.addresses = options_.addresses;
  out.request.connect_timeout = kConnectTimeout;
  out.request.stall_timeout = kStallTimeout;
  out.request.max_body = kMaxAnswer;
  return out;
}

Error Connection::Refused(const Prepared& prepared, const Call& call, int status,
                          const net::Headers& headers, std::string_view body) const {
  ErrorContext context{.operation = call.operation,
                       .bucket = options_.bucket,
                       .host = prepared.endpoint->host,
                       .region = prepared.endpoint->region,
                       .key = call.about,
                       .precondition = call.precondition,
                       .now = prepared.now};
  if (prepared.credentials != nullptr) {
    const Secret id(prepared.credentials->access_key_id);
    context.key_hint = id.Hint();
    if (context.key_hint == "set") context.key_hint = "in use";  // too short to show a part of it
  }
  return S3Error(context, status, headers, body);
}

bool Connection::Learn(const Prepared& prepared, int status, const net::Headers& headers,
                       std::string_view body) {
  const std::string region = RegionHint(status, headers, body, prepared.endpoint->region);
  if (region.empty()) return false;
  // Credentials of one partition mean nothing in another.
  if (prepared.endpoint->aws && PartitionName(region) != PartitionName(options_.endpoint.region)) {
    return false;
  }
  if (endpoint()->region == region) return true;  // another answer said so already
  if (!MoveTo(region).has_value()) return false;
  if (prepared.endpoint->aws) LearnedRegions().Set(CacheName(), region);
  LogInfo("s3 bucket is in another region", {{"bucket", Printable(options_.bucket)},
                                             {"assumed", prepared.endpoint->region},
                                             {"region", region}});
  return true;
}

Result<net::HttpResponse> Connection::Send(const Call& call, net::HttpResponse* answer) {
  for (bool again : {true, false}) {
    ASSIGN_OR_RETURN(Prepared prepared, Prepare(call));
    auto response = options_.http->Send(std::move(prepared.request));
    if (!response.has_value()) {
      Error error = std::move(response).error();
      error.operation = OperationName(call.operation);
      error.key = call.about;
      return std::unexpected(std::move(error));
    }
    if (IsSuccess(response->status)) return response;
    if (answer != nullptr) *answer = *response;
    if (again && Learn(prepared, response->status, response->headers, response->body)) continue;
    return std::unexpected(
        Refused(prepared, call, response->status, response->headers, response->body));
  }
  return Fail(ErrorKind::kInternal, "A request to S3 ended without an answer.");
}

void Connection::FindRegion() {
  if (options_.region_given || !aws() || !LearnedRegions().Get(CacheName()).empty()) return;
  // Whatever comes back: a wrong region is learned on the way, and what is known now is kept, so
  // that a bucket that cannot be asked costs one attempt.
  (void)Send(Call{.operation = Operation::kCheck, .method = "HEAD"});
  LearnedRegions().Set(CacheName(), endpoint()->region);
}

Result<std::string> Connection::Presign(std::string_view method, std::string_view key,
                                        net::Query query, std::chrono::seconds ttl) {
  FindRegion();
  const auto endpoint = this->endpoint();
  const std::string path = endpoint->path + "/" + EncodeKey(key);
  // S3 refuses response-… parameters in requests that are not signed.
  if (credentials_ == nullptr) return endpoint->origin + path;
  ASSIGN_OR_RETURN(const auto credentials, credentials_->Get());
  const SigningRequest request{.method = std::string(method),
                               .host = endpoint->host,
                               .path = path,
                               .query = std::move(query)};
  return endpoint->origin + path + "?" +
         signer_.SignQuery(*credentials, endpoint->region, Now(), ttl, request);
}

}  // namespace millrace::storage::aws
