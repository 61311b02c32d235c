#include "storage/azure/container.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"
#include "storage/azure/list_xml.h"

namespace millrace::storage::azure {

using http::Call;
using http::Operation;

namespace {

// A page of 5,000 names of 1,024 characters with some metadata each.
constexpr size_t kMaxAnswer = 64u << 20;

constexpr std::chrono::seconds kMinTtl{1};
constexpr std::chrono::seconds kMaxTtl{365 * 24 * 3600};
// A delegation key lives for seven days at most; URLs end with it.
constexpr std::chrono::hours kLongestKey{7 * 24}, kUsualKey{24}, kKeyReserve{1};
// Clocks differ.
constexpr std::chrono::minutes kEarlier{5};

std::string PermissionOf(std::string_view method) {
  if (method == "GET" || method == "HEAD") return "r";
  if (method == "PUT") return "cw";
  if (method == "DELETE") return "d";
  return "";
}

std::string IsoSeconds(Time time) {
  std::string iso = FormatIso(std::chrono::floor<std::chrono::seconds>(time));
  return iso.substr(0, iso.find('.')) + "Z";
}

}  // namespace

class ContainerAttempt final : public http::Attempt {
 public:
  ContainerAttempt(const Container& container, const Call& call, std::shared_ptr<const Token> token,
                   Time now)
      : container_(container),
        operation_(call.operation),
        about_(call.about),
        precondition_(call.precondition),
        token_(std::move(token)),
        now_(now) {}

  bool Learn(int status, const net::Headers&, std::string_view) override {
    return status == 401 && token_ != nullptr &&
           container_.account().credential.token->Reject(token_);
  }

  Error Refused(int status, const net::Headers& headers, std::string_view body) const override {
    const Account& account = container_.account();
    const Credential& credential = account.credential;
    return AzureError({.operation = operation_,
                       .account = account.endpoint.account,
                       .container = container_.name(),
                       .host = account.endpoint.host,
                       .key = about_,
                       .credential = credential.kind,
                       .identity = credential.token == nullptr ? "" : credential.token->name(),
                       .sas_expiry = credential.sas.expiry,
                       .precondition = precondition_,
                       .now = now_},
                      status, headers, body);
  }

 private:
  const Container& container_;
  const Operation operation_;
  const std::string about_;
  const Precondition precondition_;
  const std::shared_ptr<const Token> token_;
  const Time now_;
};

std::string Container::Url() const {
  return account_.endpoint.Url() + "/" + net::PercentEncode(name_);
}

std::string Container::Identity() const {
  const Credential& credential = account_.credential;
  switch (credential.kind) {
    case CredentialKind::kNone: return "";
    case CredentialKind::kKey:
      return "the account key of \"" + credential.key.account + "\" from " + credential.source;
    case CredentialKind::kSas:
      return "a SAS token (" + credential.sas.Describe() + ") from " + credential.source;
    case CredentialKind::kToken: return credential.token->name() + " from " + credential.source;
  }
  return "";
}

Result<std::shared_ptr<const Token>> Container::GetToken() {
  if (account_.credential.kind != CredentialKind::kToken) return nullptr;
  return account_.credential.token->Get();
}

std::unique_ptr<http::Attempt> Container::Make(Call call, std::string path,
                                               std::shared_ptr<const Token> token) {
  const Time now = clock_.Now();
  auto attempt = std::make_unique<ContainerAttempt>(*this, call, token, now);
  call.headers.Add("x-ms-date", FormatHttpDate(now));
  call.headers.Add("x-ms-version", kApiVersion);
  const Credential& credential = account_.credential;
  if (credential.kind == CredentialKind::kKey) {
    call.headers.Add("Authorization",
                     Authorization(credential.key, {.method = call.method,
                                                    .path = path,
                                                    .query = call.query,
                                                    .headers = call.headers,
                                                    .content_length = call.body.size()}));
  } else if (token != nullptr) {
    call.headers.Add("Authorization", "Bearer " + std::string(token->value.Reveal()));
  } else if (credential.kind == CredentialKind::kSas) {
    call.query.insert(call.query.end(), credential.sas.query.begin(), credential.sas.query.end());
    call.query.emplace_back("sig", credential.sas.signature.Reveal());
  }
  attempt->request = http::Compose(std::move(call), account_.endpoint.origin + path,
                                   account_.addresses, kMaxAnswer);
  return attempt;
}

Result<std::unique_ptr<http::Attempt>> Container::Prepare(Call call) {
  std::string path = account_.endpoint.path + "/" + net::PercentEncode(name_);
  if (!http::OnBucket(call.operation)) {
    RETURN_IF_ERROR(CheckBlobName(call.key));
    path += "/" + net::PercentEncode(call.key, "/");
  }
  auto token = GetToken();
  if (!token.has_value()) {
    Error error = std::move(token).error();
    error.operation = http::OperationName(call.operation);
    error.key = call.about;
    return std::unexpected(std::move(error));
  }
  return Make(std::move(call), std::move(path), *std::move(token));
}

Call Container::GetCall(const GetRequest& request) const {
  return http::ReadCall(request, "x-ms-range");
}

ObjectInfo Container::InfoOf(std::string_view key, const net::Headers& headers) const {
  ObjectInfo info = http::SizeAndDate(key, headers);
  info.version = QuotedEtag(headers.Get("ETag"));
  // With a range, Content-MD5 would be that of the part.
  std::string_view md5 = headers.Get("x-ms-blob-content-md5");
  if (md5.empty() && !headers.Has("Content-Range")) md5 = headers.Get("Content-MD5");
  info.token = ChangeToken(md5, info.size, info.version);
  return info;
}

Call Container::PutCall(const PutRequest& request) const {
  Call call{.operation = Operation::kPut,
            .method = "PUT",
            .key = request.key,
            .about = request.key,
            // Azure checks the MD5 and keeps it with the blob.
            .headers = {{"Content-Type", request.content_type},
                        {"Content-MD5", Base64Encode(crypto::Md5(request.body))},
                        {"x-ms-blob-type", "BlockBlob"}},
            .body = request.body,
            .precondition = request.precondition};
  if (request.precondition == Precondition::kAbsent) call.headers.Add("If-None-Match", "*");
  if (request.precondition == Precondition::kMatches) call.headers.Add("If-Match", request.version);
  return call;
}

Result<ObjectInfo> Container::PutInfo(const PutRequest& request,
                                      const net::HttpResponse& answer) const {
  ObjectInfo info{
      .key = request.key,
      .size = request.body.size(),
      .version = QuotedEtag(answer.headers.Get("ETag")),
      .modified = ParseHttpDate(answer.headers.Get("Last-Modified")).value_or(clock_.Now())};
  if (info.version.empty()) {
    // Without it the next write could not be conditional.
    return FailForNow(ErrorKind::kUnavailable,
                      account_.endpoint.host + " took \"" + Printable(request.key) +
                          "\", but did not say which version it became.",
                      "It is looked at again.");
  }
  info.token = ChangeToken(answer.headers.Get("Content-MD5"), info.size, info.version);
  return info;
}

Result<net::HttpResponse> Container::Send(const Call& call, net::HttpResponse* answer) {
  auto response = http::Send(*this, call, answer);
  if (!response.has_value() && response.error().status == 0 &&
      response.error().kind == ErrorKind::kUnavailable && account_.endpoint.azure) {
    response.error().advice += " The storage account is \"" + account_.endpoint.account + "\".";
  }
  return response;
}

Result<std::shared_ptr<const UserDelegationKey>> Container::FetchDelegationKey(Time until) {
  const Time now = clock_.Now();
  const std::string body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>" +
                           IsoSeconds(now - kEarlier) + "</Start><Expiry>" + IsoSeconds(until) +
                           "</Expiry></KeyInfo>";
  for (bool again = true;; again = false) {
    ASSIGN_OR_RETURN(auto token, GetToken());
    const auto attempt = Make({.operation = Operation::kGet,
                               .method = "POST",
                               .query = {{"restype", "service"}, {"comp", "userdelegationkey"}},
                               .headers = {{"Content-Type", "application/xml"}},
                               .body = body},
                              account_.endpoint.path + "/", std::move(token));
    ASSIGN_OR_RETURN(const net::HttpResponse answer, client_.Send(std::move(attempt->request)));
    if (answer.status == 200) {
      ASSIGN_OR_RETURN(UserDelegationKey key, ParseDelegationKey(answer.body));
      return std::make_shared<const UserDelegationKey>(std::move(key));
    }
    if (again && attempt->Learn(answer.status, answer.headers, answer.body)) continue;
    Error error = attempt->Refused(answer.status, answer.headers, answer.body);
    if (error.kind == ErrorKind::kDenied && !error.temporary) {
      error.message = "Presigned URLs for the storage account \"" + account_.endpoint.account +
                      "\" may not be made by " + account_.credential.token->name() + ".";
      error.advice =
          "Give it the role \"Storage Blob Delegator\" on the storage account, or turn "
          "off Presigned URLs.";
    }
    return std::unexpected(std::move(error));
  }
}

Result<std::shared_ptr<const UserDelegationKey>> Container::DelegationKey(Time until) {
  std::lock_guard lock(delegating_);
  if (delegation_key_ != nullptr && until <= delegation_end_) return delegation_key_;
  const Time now = clock_.Now();
  const Time end = std::clamp(until + kKeyReserve, now + kUsualKey, now + kLongestKey);
  ASSIGN_OR_RETURN(delegation_key_, FetchDelegationKey(end));
  // Azure may have shortened it.
  delegation_end_ = std::min(end, ParseIso(delegation_key_->expiry).value_or(end));
  return delegation_key_;
}

Result<std::string> Container::Presign(const PresignRequest& request) {
  RETURN_IF_ERROR(CheckBlobName(request.key));
  const Credential& credential = account_.credential;
  const std::string url = Url() + "/" + net::PercentEncode(request.key, "/");
  if (credential.kind == CredentialKind::kNone) return url;
  const std::string permissions = PermissionOf(request.method);
  if (credential.kind == CredentialKind::kSas || permissions.empty()) {
    auto refusal =
        Fail(ErrorKind::kUnsupported,
             permissions.empty()
                 ? "A presigned URL cannot be made for " + Printable(request.method, 20) + "."
                 : "A SAS token cannot sign URLs, and is too powerful to be handed to browsers.",
             permissions.empty() ? ""
                                 : "Media are served through this server; give an account key or "
                                   "an Entra client for presigned URLs.");
    refusal.error().key = request.key;
    return refusal;
  }
  SasRequest sas{.container = name_,
                 .blob = request.key,
                 .permissions = permissions,
                 .protocol = account_.endpoint.tls ? "https" : "",
                 .content_type = request.response_content_type};
  const Time now = clock_.Now();
  if (credential.kind == CredentialKind::kKey) {
    sas.expiry = now + std::clamp(request.ttl, kMinTtl, kMaxTtl);
    return url + "?" + ServiceSas(credential.key, sas);
  }
  sas.expiry =
      now + std::clamp<std::chrono::seconds>(request.ttl, kMinTtl, kLongestKey - kKeyReserve);
  ASSIGN_OR_RETURN(const auto key, DelegationKey(sas.expiry));
  return url + "?" + UserDelegationSas(account_.endpoint.account, *key, sas);
}

}  // namespace millrace::storage::azure
