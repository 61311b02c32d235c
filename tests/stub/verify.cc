#include "tests/stub/verify.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::stub {
namespace {

using storage::aws::SigningRequest;

Refusal Denied(std::string code, std::string message) {
  return {403, std::move(code), std::move(message)};
}

// "20240203T040506Z".
std::optional<Time> ParseBasic(std::string_view text) {
  if (text.size() != 16) return std::nullopt;
  const std::string iso = std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) +
                          "-" + std::string(text.substr(6, 5)) + ":" +
                          std::string(text.substr(11, 2)) + ":" + std::string(text.substr(13));
  return ParseIso(iso);
}

std::string Between(std::string_view text, std::string_view from, std::string_view to) {
  const size_t start = text.find(from);
  if (start == std::string_view::npos) return {};
  const size_t begin = start + from.size();
  return std::string(text.substr(begin, text.find(to, begin) - begin));
}

const std::string* Find(const net::Query& query, std::string_view name) {
  for (const auto& [key, value] : query)
    if (key == name) return &value;
  return nullptr;
}

SigningRequest Unsigned(const net::Request& request, std::string_view signed_names) {
  SigningRequest out{.method = request.method,
                     .host = std::string(request.headers.Get("Host")),
                     .path = request.path};
  // The signer adds these by itself.
  static constexpr std::string_view kOwn[] = {"host", "x-amz-date", "x-amz-content-sha256",
                                              "x-amz-security-token"};
  for (const std::string& name : Split(signed_names, ';'))
    if (std::ranges::find(kOwn, name) == std::end(kOwn))
      out.headers.Add(name, std::string(request.headers.Get(name)));
  return out;
}

}  // namespace

std::optional<Refusal> SignatureVerifier::Check(const net::Request& request,
                                                const net::Query& query) const {
  if (Find(query, "X-Amz-Signature") != nullptr) return CheckQuery(request, query);
  if (request.headers.Has("Authorization")) return CheckHeader(request, query);
  return Denied("AccessDenied", "Access Denied");
}

std::optional<Refusal> SignatureVerifier::CheckHeader(const net::Request& request,
                                                      const net::Query& query) const {
  const std::string_view header = request.headers.Get("Authorization");
  const auto scope = Split(Between(header, "Credential=", ","), '/');
  const auto date = ParseBasic(request.headers.Get("x-amz-date"));
  if (scope.size() != 5 || !date)
    return Refusal{400, "AuthorizationHeaderMalformed", "The authorization header is malformed."};
  if (scope[0] != credentials_.access_key_id)
    return Denied("InvalidAccessKeyId",
                  "The AWS Access Key Id you provided does not exist in our records.");
  const std::string payload(request.headers.Get("x-amz-content-sha256"));
  if (payload != "UNSIGNED-PAYLOAD" && payload != HexEncode(crypto::Sha256(request.body)))
    return Refusal{400, "XAmzContentSHA256Mismatch", "The body does not match its digest."};
  SigningRequest again = Unsigned(request, Between(header, "SignedHeaders=", ","));
  again.query = query;
  again.payload_sha256 = payload;
  signer_.SignHeaders(credentials_, scope[2], *date, again);
  if (again.headers.Get("Authorization") == header) return std::nullopt;
  return Denied("SignatureDoesNotMatch", "The request signature we calculated does not match.");
}

std::optional<Refusal> SignatureVerifier::CheckQuery(const net::Request& request,
                                                     const net::Query& query) const {
  const auto value = [&](std::string_view name) {
    const std::string* found = Find(query, name);
    return found == nullptr ? std::string() : *found;
  };
  const auto scope = Split(value("X-Amz-Credential"), '/');
  const auto date = ParseBasic(value("X-Amz-Date"));
  const auto ttl = ParseInt(value("X-Amz-Expires"));
  if (scope.size() != 5 || !date || !ttl)
    return Refusal{400, "AuthorizationQueryParametersError", "The query is not a presigned one."};
  if (scope[0] != credentials_.access_key_id)
    return Denied("InvalidAccessKeyId",
                  "The AWS Access Key Id you provided does not exist in our records.");
  if (SystemClock().Now() > *date + std::chrono::seconds(*ttl))
    return Denied("AccessDenied", "Request has expired");
  SigningRequest again = Unsigned(request, value("X-Amz-SignedHeaders"));
  for (const auto& pair : query)
    if (!pair.first.starts_with("X-Amz-")) again.query.push_back(pair);
  storage::aws::SignatureSteps steps;
  signer_.SignQuery(credentials_, scope[2], *date, std::chrono::seconds(*ttl), again, &steps);
  if (steps.signature == value("X-Amz-Signature")) return std::nullopt;
  return Denied("SignatureDoesNotMatch", "The request signature we calculated does not match.");
}

}  // namespace millrace::stub
