#include "storage/google/gcs_bucket.h"

#include "base/text.h"
#include "storage/google/gcs_error.h"
#include "storage/google/objects_json.h"
#include "storage/google/signed_url.h"
#include "storage/google/token_request.h"
#include "storage/http/refusal.h"

namespace millrace::storage::google {
namespace {

using http::Call;
using http::Operation;

// A page of 1,000 names of 1,024 bytes, all escaped, stays below half of it.
constexpr size_t kMaxAnswer = 16u << 20;
constexpr size_t kMaxNameBytes = 1024;

}  // namespace

Result<void> CheckObjectName(std::string_view key) {
  const char* rule =
      key.empty()                             ? "it is empty"
      : key.size() > kMaxNameBytes            ? "Google Cloud Storage allows at most 1,024 bytes"
      : !IsUtf8(key)                          ? "Google Cloud Storage allows UTF-8 only"
      : key.find_first_of("\r\n") != key.npos ? "Google Cloud Storage allows no line breaks"
      : key == "." || key == ".."             ? "Google Cloud Storage reserves that name"
      : key.starts_with(".well-known/acme-challenge/")
          ? "Google Cloud Storage reserves names below .well-known/acme-challenge/"
          : nullptr;
  if (rule == nullptr) return {};
  return http::UnusableKey(key, rule);
}

class GcsBucket::GcsAttempt final : public http::Attempt {
 public:
  GcsAttempt(GcsBucket& bucket, const Call& call, std::shared_ptr<const AccessToken> token,
             bool billed)
      : bucket_(bucket),
        operation_(call.operation),
        about_(call.about),
        precondition_(call.precondition),
        token_(std::move(token)),
        billed_(billed) {}

  bool Learn(int status, const net::Headers&, std::string_view body) override {
    if (status == 401 && token_ != nullptr) {
      bucket_.credentials_->tokens->Refused(*token_);
      return true;
    }
    if (billed_ || !WantsUserProject(status, body) || bucket_.UserProject().empty()) return false;
    bucket_.requester_pays_ = true;
    return true;
  }

  Error Refused(int status, const net::Headers& headers, std::string_view body) const override {
    ErrorContext context{.operation = operation_,
                         .bucket = bucket_.options_.bucket,
                         .host = bucket_.host_,
                         .key = about_,
                         .precondition = precondition_};
    if (token_ != nullptr) {
      context.who = bucket_.credentials_->who;
      context.place = bucket_.credentials_->place;
    }
    return GcsError(context, status, headers, body);
  }

 private:
  GcsBucket& bucket_;
  const Operation operation_;
  const std::string about_;
  const Precondition precondition_;
  const std::shared_ptr<const AccessToken> token_;
  const bool billed_;  // it named who pays
};

GcsBucket::GcsBucket(BucketOptions options, std::unique_ptr<Credentials> credentials)
    : options_(std::move(options)),
      credentials_(std::move(credentials)),
      host_(HostOf(options_.origin)) {}

std::string GcsBucket::UserProject() const {
  if (!options_.project.empty() || credentials_ == nullptr) return options_.project;
  return credentials_->quota_project.empty() ? credentials_->project : credentials_->quota_project;
}

Result<std::unique_ptr<http::Attempt>> GcsBucket::Prepare(Call call) {
  if (!http::OnBucket(call.operation)) RETURN_IF_ERROR(CheckObjectName(call.key));
  std::shared_ptr<const AccessToken> token;
  if (credentials_ != nullptr) {
    ASSIGN_OR_RETURN(token, credentials_->tokens->Get());
    call.headers.Add("Authorization", "Bearer " + std::string(token->value.Reveal()));
    if (!credentials_->quota_project.empty()) {
      call.headers.Add("x-goog-user-project", credentials_->quota_project);
    }
  }
  const bool billed = requester_pays_;
  if (billed) call.query.emplace_back("userProject", UserProject());
  auto attempt = std::make_unique<GcsAttempt>(*this, call, std::move(token), billed);

  std::string url = options_.origin + options_.base;
  if (call.operation == Operation::kPut) url += "/upload";
  if (call.operation == Operation::kGet) url += "/download";
  url += "/storage/v1/b/" + net::PercentEncode(options_.bucket);
  if (call.operation != Operation::kCheck) url += "/o";
  // A name is one segment of the path: its slashes are escaped too.
  if (call.operation == Operation::kPut) {
    call.query.emplace_back("name", std::move(call.key));
  } else if (!http::OnBucket(call.operation)) {
    url += "/" + net::PercentEncode(call.key);
  }
  attempt->request = http::Compose(std::move(call), std::move(url), options_.addresses, kMaxAnswer);
  return attempt;
}

Call GcsBucket::GetCall(const GetRequest& request) const {
  Call call{.operation = Operation::kGet,
            .key = request.key,
            .about = request.key,
            .query = {{"alt", "media"}},
            .headers = {{"Accept-Encoding", "gzip"}}};
  if (std::string range = http::RangeHeader(request); !range.empty()) {
    call.headers.Add("Range", std::move(range));
  }
  if (!request.if_match.empty()) {
    call.query.emplace_back("ifGenerationMatch", request.if_match);
    call.precondition = Precondition::kMatches;
  }
  return call;
}

ObjectInfo GcsBucket::InfoOf(std::string_view key, const net::Headers& headers) const {
  ObjectInfo info = http::SizeAndDate(key, headers);
  info.token = headers.Get("x-goog-generation");
  return info;
}

Call GcsBucket::PutCall(const PutRequest& request) const {
  Call call{.operation = Operation::kPut,
            .method = "POST",
            .key = request.key,
            .about = request.key,
            .query = {{"uploadType", "media"}, {"fields", std::string(kObjectFields)}},
            .headers = {{"Content-Type", request.content_type}},
            .body = request.body,
            .precondition = request.precondition};
  if (request.precondition == Precondition::kAbsent) {
    call.query.emplace_back("ifGenerationMatch", "0");
  } else if (request.precondition == Precondition::kMatches) {
    call.query.emplace_back("ifGenerationMatch", request.version);
  }
  return call;
}

Result<ObjectInfo> GcsBucket::PutInfo(const PutRequest& request,
                                      const net::HttpResponse& answer) const {
  auto info = ParseObjectResource(answer.body);
  if (!info.has_value()) {
    info.error().operation = OperationName(Operation::kPut);
    info.error().key = request.key;
  }
  return info;
}

Result<net::HttpResponse> GcsBucket::AskBucket(std::string_view fields) {
  return http::Send(
      *this, Call{.operation = Operation::kCheck, .query = {{"fields", std::string(fields)}}});
}

Result<std::string> GcsBucket::Presign(std::string_view method, std::string_view key,
                                       net::Query query, std::chrono::seconds ttl) {
  SigningRequest request{.method = std::string(method),
                         .origin = options_.origin,
                         .path = options_.base + "/" + net::PercentEncode(options_.bucket) + "/" +
                                 net::PercentEncode(key, "/"),
                         .query = std::move(query)};
  if (credentials_ == nullptr) {
    return request.origin + request.path;
  }
  if (credentials_->signer == nullptr) {
    return Fail(ErrorKind::kUnsupported,
                "The " + credentials_->who + " from " + credentials_->place +
                    " cannot sign URLs: only service accounts can.",
                "Media is served through this server instead; for presigned URLs give the JSON "
                "file of a service account or impersonate one.");
  }
  if (requester_pays_) request.query.emplace_back("userProject", UserProject());
  ASSIGN_OR_RETURN(const std::string email, credentials_->signer->Email());
  const SigningText text = PrepareSignature(email, options_.clock->Now(), ttl, request);
  ASSIGN_OR_RETURN(const std::string signature, credentials_->signer->Sign(text.string_to_sign));
  return SignedUrl(request, text, signature);
}

}  // namespace millrace::storage::google
