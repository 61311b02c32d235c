#include "storage/aws/s3_connection.h"

#include <unordered_map>

#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "storage/aws/list_xml.h"

namespace millrace::storage::aws {
namespace {

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

constexpr char kPayerName[] = "x-amz-request-payer";
constexpr char kPayerValue[] = "requester";

// The credentials are of no use any more. Answers to HEAD have no body that says so.
bool SaysExpired(int status, std::string_view body, const Credentials& credentials) {
  if (status != 400 && status != 401 && status != 403) return false;
  if (body.empty()) return status == 400 && !credentials.session_token.empty();
  const auto document = ParseErrorXml(body);
  return document.has_value() &&
         (document->code == "ExpiredToken" || document->code == "TokenRefreshRequired" ||
          document->code == "RequestExpired");
}

// Buckets with object lock demand a checksum of every upload.
bool WantsMd5(int status, std::string_view body) {
  if (status != 400) return false;
  const auto document = ParseErrorXml(body);
  return document.has_value() && (document->code == "MissingContentMD5" ||
                                  document->message.find("Content-MD5") != std::string::npos);
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(
    ConnectionOptions options, std::unique_ptr<CredentialProvider> credentials) {
  std::unique_ptr<Connection> out(new Connection(std::move(options), std::move(credentials)));
  const std::string learned = LearnedRegions().Get(out->CacheName());
  RETURN_IF_ERROR(out->MoveTo(out->options_.endpoint.region));
  if (!learned.empty() && out->aws()) RETURN_IF_ERROR(out->MoveTo(learned));
  RETURN_IF_ERROR(out->PublicEndpoint(*out->endpoint()));
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

class Connection::SignedAttempt final : public http::Attempt {
 public:
  SignedAttempt(Connection& connection, const http::Call& call,
                std::shared_ptr<const BucketEndpoint> endpoint, SharedCredentials credentials,
                Time now)
      : connection_(connection),
        operation_(call.operation),
        about_(call.about),
        precondition_(call.precondition),
        endpoint_(std::move(endpoint)),
        credentials_(std::move(credentials)),
        now_(now) {}

  bool Learn(int status, const net::Headers& headers, std::string_view body) override {
    if (connection_.LearnRegion(*endpoint_, status, headers, body)) return true;
    if (credentials_ != nullptr && SaysExpired(status, body, *credentials_) &&
        connection_.credentials_->Renew(*credentials_)) {
      return true;
    }
    if (operation_ != Operation::kPut || !WantsMd5(status, body)) return false;
    connection_.md5_wanted_ = true;
    return true;
  }
  Error Refused(int status, const net::Headers& headers, std::string_view body) const override {
    ErrorContext context{.operation = operation_,
                         .bucket = connection_.options_.bucket,
                         .host = endpoint_->host,
                         .region = endpoint_->region,
                         .key = about_,
                         .precondition = precondition_,
                         .now = now_};
    if (credentials_ != nullptr) {
      context.key_hint = Secret(credentials_->access_key_id).Hint();
      // Too short to show a part of it.
      if (context.key_hint == "set") context.key_hint = "in use";
    }
    return S3Error(context, status, headers, body);
  }

 private:
  Connection& connection_;
  const Operation operation_;
  const std::string about_;
  const Precondition precondition_;
  const std::shared_ptr<const BucketEndpoint> endpoint_;
  const SharedCredentials credentials_;  // null: not signed
  const Time now_;
};

Result<std::unique_ptr<http::Attempt>> Connection::Prepare(http::Call call) {
  if (!http::OnBucket(call.operation)) RETURN_IF_ERROR(CheckKey(call.key));
  const std::shared_ptr<const BucketEndpoint> used = endpoint();
  const Time now = options_.clock->Now();
  if (call.operation == Operation::kPut && md5_wanted_)
    call.headers.Add("Content-MD5", Base64Encode(crypto::Md5(call.body)));
  SigningRequest signing{.method = call.method,
                         .host = used->host,
                         .path = used->path,
                         .query = std::move(call.query),
                         .headers = std::move(call.headers)};
  if (!call.key.empty()) signing.path += "/" + EncodeKey(call.key);
  if (signing.path.empty()) signing.path = "/";
  if (options_.requester_pays) signing.headers.Add(kPayerName, kPayerValue);
  SharedCredentials credentials;
  if (credentials_ != nullptr) {
    ASSIGN_OR_RETURN(credentials, credentials_->Get());
    if (!call.body.empty()) signing.payload_sha256 = HexEncode(crypto::Sha256(call.body));
    signer_.SignHeaders(*credentials, used->region, now, signing);
  }
  auto attempt = std::make_unique<SignedAttempt>(*this, call, used, std::move(credentials), now);
  call.query = std::move(signing.query);
  call.headers = std::move(signing.headers);
  attempt->request =
      http::Compose(std::move(call), used->origin + signing.path, options_.addresses, kMaxAnswer);
  attempt->request.ca_file = options_.trust.ca_file;
  attempt->request.ca_pem = options_.trust.ca_pem;
  return attempt;
}

http::Call Connection::GetCall(const GetRequest& request) const {
  return http::ReadCall(request, "Range");
}

ObjectInfo Connection::InfoOf(std::string_view key, const net::Headers& headers) const {
  ObjectInfo info = http::SizeAndDate(key, headers);
  info.token = NormalizeEtag(headers.Get("ETag"));
  return info;
}

http::Call Connection::PutCall(const PutRequest& request) const {
  http::Call call{.operation = Operation::kPut,
                  .method = "PUT",
                  .key = request.key,
                  .about = request.key,
                  .headers = {{"Content-Type", request.content_type}},
                  .body = request.body,
                  .precondition = request.precondition};
  if (request.precondition == Precondition::kAbsent) call.headers.Add("If-None-Match", "*");
  if (request.precondition == Precondition::kMatches) call.headers.Add("If-Match", request.version);
  if (!options_.encryption.empty())
    call.headers.Add("x-amz-server-side-encryption", options_.encryption);
  if (!options_.kms_key_id.empty()) {
    call.headers.Add("x-amz-server-side-encryption-aws-kms-key-id", options_.kms_key_id);
  }
  return call;
}

Result<ObjectInfo> Connection::PutInfo(const PutRequest& request,
                                       const net::HttpResponse& answer) const {
  return ObjectInfo{.key = request.key,
                    .size = request.body.size(),
                    .token = NormalizeEtag(answer.headers.Get("ETag")),
                    .modified = options_.clock->Now()};
}

bool Connection::LearnRegion(const BucketEndpoint& used, int status, const net::Headers& headers,
                             std::string_view body) {
  const std::string region = RegionHint(status, headers, body, used.region);
  if (region.empty()) return false;
  // Credentials of one partition mean nothing in another.
  if (used.aws && PartitionName(region) != PartitionName(options_.endpoint.region)) return false;
  if (endpoint()->region == region) return true;  // another answer said so already
  if (!MoveTo(region).has_value()) return false;
  if (used.aws) LearnedRegions().Set(CacheName(), region);
  LogInfo("s3 bucket is in another region",
          {{"bucket", Printable(options_.bucket)}, {"assumed", used.region}, {"region", region}});
  return true;
}

void Connection::FindRegion() {
  if (options_.region_given || !aws() || !LearnedRegions().Get(CacheName()).empty()) return;
  // Whatever comes back: a wrong region is learned on the way, and what is known now is kept, so
  // that a bucket that cannot be asked costs one attempt.
  (void)http::Send(*this, {.operation = Operation::kCheck, .method = "HEAD"});
  LearnedRegions().Set(CacheName(), endpoint()->region);
}

Result<std::string> Connection::AskRegion() {
  ASSIGN_OR_RETURN(auto attempt, Prepare({.operation = Operation::kCheck, .method = "HEAD"}));
  ASSIGN_OR_RETURN(const net::HttpResponse answer, client().Send(std::move(attempt->request)));
  const std::string region(answer.headers.Get("x-amz-bucket-region"));
  return IsRegionName(region) ? region : "";
}

Result<BucketEndpoint> Connection::PublicEndpoint(const BucketEndpoint& used) const {
  if (!options_.public_endpoint.has_value()) return used;
  EndpointOptions options = *options_.public_endpoint;
  options.region = used.region;
  return ResolveBucket(options_.bucket, options);
}

std::string Connection::BrowserOrigin(bool may_ask) {
  if (may_ask) FindRegion();
  const Result<BucketEndpoint> endpoint = PublicEndpoint(*this->endpoint());
  return endpoint.has_value() ? endpoint->origin : std::string();
}

Result<std::string> Connection::Presign(std::string_view method, std::string_view key,
                                        net::Query query, std::chrono::seconds ttl) {
  FindRegion();
  ASSIGN_OR_RETURN(const BucketEndpoint endpoint, PublicEndpoint(*this->endpoint()));
  const std::string path = endpoint.path + "/" + EncodeKey(key);
  // S3 refuses response-… parameters in requests that are not signed.
  if (credentials_ == nullptr) return endpoint.origin + path;
  if (options_.requester_pays) query.emplace_back(kPayerName, kPayerValue);
  ASSIGN_OR_RETURN(const auto credentials, credentials_->Get());
  const SigningRequest request{.method = std::string(method),
                               .host = endpoint.host,
                               .path = path,
                               .query = std::move(query)};
  return endpoint.origin + path + "?" +
         signer_.SignQuery(*credentials, endpoint.region, options_.clock->Now(), ttl, request);
}

}  // namespace millrace::storage::aws
