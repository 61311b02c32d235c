#include "storage/google/signed_url.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::storage::google {
namespace {

constexpr char kAlgorithm[] = "GOOG4-RSA-SHA256";

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// White space around the value does not count, and inside counts as one space.
std::string Collapse(std::string_view value) {
  std::string out;
  for (const char c : Trim(value)) {
    if (!IsSpace(c)) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

// The host as it is signed: without a port.
std::string HostOfOrigin(const std::string& origin) {
  const auto url = net::ParseUrl(origin);
  if (!url.has_value()) return "";
  return url->host.find(':') == std::string::npos ? url->host : "[" + url->host + "]";
}

}  // namespace

SigningText PrepareSignature(std::string_view email, Time now, std::chrono::seconds ttl,
                             const SigningRequest& request) {
  std::map<std::string, std::string> headers{{"host", HostOfOrigin(request.origin)}};
  for (const auto& [name, value] : request.headers) {
    std::string& all = headers[ToLower(name)];
    all += (all.empty() ? "" : ",") + Collapse(value);
  }
  std::string names, lines;
  for (const auto& [name, value] : headers) {
    names += (names.empty() ? "" : ";") + name;
    lines += name + ":" + value + "\n";
  }

  const std::string timestamp = FormatBasic(now);
  const std::string scope = timestamp.substr(0, 8) + "/auto/storage/goog4_request";
  net::Query query = request.query;
  query.emplace_back("X-Goog-Algorithm", kAlgorithm);
  query.emplace_back("X-Goog-Credential", std::string(email) + "/" + scope);
  query.emplace_back("X-Goog-Date", timestamp);
  query.emplace_back("X-Goog-Expires", std::to_string(ttl.count()));
  query.emplace_back("X-Goog-SignedHeaders", names);
  std::vector<std::string> parts;
  for (const auto& [name, value] : query) {
    parts.push_back(net::PercentEncode(name) + "=" + net::PercentEncode(value));
  }
  std::ranges::sort(parts);

  SigningText out;
  for (const std::string& part : parts) out.query += (out.query.empty() ? "" : "&") + part;
  const auto payload = headers.find("x-goog-content-sha256");
  out.canonical_request = request.method + "\n" + request.path + "\n" + out.query + "\n" + lines +
                          "\n" + names + "\n" +
                          (payload == headers.end() ? "UNSIGNED-PAYLOAD" : payload->second);
  out.string_to_sign = std::string(kAlgorithm) + "\n" + timestamp + "\n" + scope + "\n" +
                       HexEncode(crypto::Sha256(out.canonical_request));
  return out;
}

std::string SignedUrl(const SigningRequest& request, const SigningText& text,
                      std::string_view signature) {
  return request.origin + request.path + "?" + text.query +
         "&X-Goog-Signature=" + HexEncode(signature);
}

}  // namespace millrace::storage::google
