#include "storage/aws/sigv4.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::storage::aws {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Trimmed, runs of white space as one blank.
std::string CanonicalValue(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  for (char c : Trim(value)) {
    if (!IsSpace(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

// Lower-case names in ascending order, values of equal names joined in the order they came.
Pairs CanonicalHeaders(const SigningRequest& request) {
  Pairs out;
  out.reserve(8);
  out.emplace_back("host", CanonicalValue(request.host));
  for (const auto& [name, value] : request.headers) {
    std::string lower = ToLower(name);
    const auto place = std::upper_bound(out.begin(), out.end(), lower,
                                        [](const auto& n, const auto& h) { return n < h.first; });
    out.emplace(place, std::move(lower), CanonicalValue(value));
  }
  size_t last = 0;
  for (size_t i = 1; i < out.size(); ++i) {
    if (out[i].first == out[last].first) {
      out[last].second += "," + out[i].second;
    } else if (++last != i) {
      out[last] = std::move(out[i]);
    }
  }
  out.resize(last + 1);
  return out;
}

std::string SignedNames(const Pairs& headers) {
  std::string out;
  for (const auto& [name, value] : headers) {
    if (!out.empty()) out += ';';
    out += name;
  }
  return out;
}

// Resolves "." and ".." and drops empty segments (RFC 3986 §6.2.2.3, as AWS SDKs do it).
std::string NormalizePath(std::string_view path) {
  std::vector<std::string_view> kept;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view segment = path.substr(begin, end - begin);
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
    begin = end + 1;
  }
  std::string out;
  for (const std::string_view segment : kept) out.append("/").append(segment);
  if (out.empty() || path.ends_with('/')) out += '/';
  return out;
}

std::string CanonicalQuery(const net::Query& query, const net::Query& extra) {
  Pairs encoded;
  encoded.reserve(query.size() + extra.size());
  for (const net::Query* part : {&query, &extra}) {
    for (const auto& [name, value] : *part) {
      encoded.emplace_back(net::PercentEncode(name), net::PercentEncode(value));
    }
  }
  std::sort(encoded.begin(), encoded.end());
  std::string out;
  for (const auto& [name, value] : encoded) {
    if (!out.empty()) out += '&';
    out.append(name).append("=").append(value);
  }
  return out;
}

std::string CanonicalRequest(const SigningRules& rules, const SigningRequest& request,
                             const net::Query& extra, const Pairs& headers,
                             const std::string& signed_names, std::string_view payload) {
  std::string path = request.path.empty() ? "/" : request.path;
  if (rules.normalize_path) path = NormalizePath(path);
  if (rules.double_encode) path = net::PercentEncode(path, "/");
  std::string out =
      request.method + "\n" + path + "\n" + CanonicalQuery(request.query, extra) + "\n";
  for (const auto& [name, value] : headers) out.append(name).append(":").append(value).append("\n");
  out.append("\n").append(signed_names).append("\n").append(payload);
  return out;
}

}  // namespace

struct Signer::Key {
  std::string date, region, access_key_id;
  Secret secret;
  Secret derived;
};

std::shared_ptr<const Signer::Key> Signer::SigningKey(const Credentials& credentials,
                                                      std::string_view date,
                                                      std::string_view region) const {
  std::lock_guard lock(mutex_);
  if (key_ != nullptr && key_->date == date && key_->region == region &&
      key_->access_key_id == credentials.access_key_id &&
      key_->secret == credentials.secret_access_key) {
    return key_;
  }
  std::string derived = "AWS4" + std::string(credentials.secret_access_key.Reveal());
  for (const std::string_view part :
       {date, region, std::string_view(rules_.service), std::string_view("aws4_request")}) {
    std::string next = crypto::HmacSha256(derived, part);
    Wipe(derived);
    derived = std::move(next);
  }
  key_ = std::make_shared<const Key>(Key{std::string(date), std::string(region),
                                         credentials.access_key_id, credentials.secret_access_key,
                                         Secret(std::move(derived))});
  return key_;
}

std::string Signer::Sign(const Credentials& credentials, std::string_view region,
                         const std::string& timestamp, const std::string& canonical_request,
                         SignatureSteps* steps) const {
  const std::string_view date = std::string_view(timestamp).substr(0, 8);
  std::string to_sign(kAlgorithm);
  to_sign.append("\n").append(timestamp).append("\n").append(date).append("/").append(region);
  to_sign.append("/").append(rules_.service).append("/aws4_request\n");
  to_sign += HexEncode(crypto::Sha256(canonical_request));
  const auto key = SigningKey(credentials, date, region);
  std::string signature = HexEncode(crypto::HmacSha256(key->derived.Reveal(), to_sign));
  if (steps != nullptr) *steps = {canonical_request, std::move(to_sign), signature};
  return signature;
}

void Signer::SignHeaders(const Credentials& credentials, std::string_view region, Time now,
                         SigningRequest& request, SignatureSteps* steps) const {
  const std::string timestamp = FormatBasic(now);
  const std::string payload =
      request.payload_sha256.empty() ? std::string(kEmptySha256) : request.payload_sha256;
  request.headers.Set("X-Amz-Date", timestamp);
  if (rules_.content_sha256) request.headers.Set("X-Amz-Content-SHA256", payload);
  if (!credentials.session_token.empty()) {
    request.headers.Set("X-Amz-Security-Token", std::string(credentials.session_token.Reveal()));
  }
  const Pairs headers = CanonicalHeaders(request);
  const std::string names = SignedNames(headers);
  const std::string canonical = CanonicalRequest(rules_, request, {}, headers, names, payload);
  const std::string signature = Sign(credentials, region, timestamp, canonical, steps);

  std::string authorization(kAlgorithm);
  authorization.append(" Credential=").append(credentials.access_key_id).append("/");
  authorization.append(timestamp, 0, 8).append("/").append(region).append("/");
  authorization.append(rules_.service).append("/aws4_request, SignedHeaders=").append(names);
  authorization.append(", Signature=").append(signature);
  request.headers.Set("Authorization", std::move(authorization));
}

std::string Signer::SignQuery(const Credentials& credentials, std::string_view region, Time now,
                              std::chrono::seconds ttl, const SigningRequest& request,
                              SignatureSteps* steps) const {
  const std::string timestamp = FormatBasic(now);
  const Pairs headers = CanonicalHeaders(request);
  const std::string names = SignedNames(headers);
  std::string scope = credentials.access_key_id + "/" + timestamp.substr(0, 8) + "/";
  scope.append(region).append("/").append(rules_.service).append("/aws4_request");
  net::Query extra = {{"X-Amz-Algorithm", std::string(kAlgorithm)},
                      {"X-Amz-Credential", std::move(scope)},
                      {"X-Amz-Date", timestamp},
                      {"X-Amz-Expires", std::to_string(ttl.count())},
                      {"X-Amz-SignedHeaders", names}};
  if (!credentials.session_token.empty()) {
    extra.emplace_back("X-Amz-Security-Token", std::string(credentials.session_token.Reveal()));
  }
  const std::string_view payload = rules_.content_sha256            ? "UNSIGNED-PAYLOAD"
                                   : request.payload_sha256.empty() ? kEmptySha256
                                                                    : request.payload_sha256;
  const std::string canonical = CanonicalRequest(rules_, request, extra, headers, names, payload);
  const std::string signature = Sign(credentials, region, timestamp, canonical, steps);

  std::string out = net::EncodeQuery(request.query);
  if (!out.empty()) out += '&';
  out.append(net::EncodeQuery(extra)).append("&X-Amz-Signature=").append(signature);
  return out;
}

}  // namespace millrace::storage::aws
