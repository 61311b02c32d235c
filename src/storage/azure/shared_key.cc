#include "storage/azure/shared_key.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::storage::azure {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// The headers whose values stand in the string to sign without their names, in its order; an
// x-ms-date takes the place of Date, and a length of zero is not written (since 2015-02-21).
constexpr std::string_view kPlainHeaders[] = {"Content-Encoding",
                                              "Content-Language",
                                              "Content-Length",
                                              "Content-MD5",
                                              "Content-Type",
                                              "Date",
                                              "If-Modified-Since",
                                              "If-Match",
                                              "If-None-Match",
                                              "If-Unmodified-Since",
                                              "Range"};

void SortByName(Pairs& pairs) { std::ranges::stable_sort(pairs, {}, &Pairs::value_type::first); }

}  // namespace

Result<SharedKey> MakeSharedKey(std::string account, const Secret& base64) {
  const auto bytes = Base64Decode(Trim(base64.Reveal()));
  if (!bytes.has_value() || bytes->empty()) {
    return Fail(ErrorKind::kInvalid,
                "The account key of \"" + Printable(account, 60) + "\" is not Base64 text.",
                "Copy the whole key from the portal: the storage account, Security + networking, "
                "Access keys.");
  }
  return SharedKey{std::move(account), Secret(*bytes)};
}

std::string StringToSign(std::string_view account, const SigningRequest& request) {
  std::string out(request.method);
  for (const std::string_view name : kPlainHeaders) {
    out += '\n';
    if (name == "Content-Length") {
      if (request.content_length > 0) out += std::to_string(request.content_length);
    } else if (name != "Date" || !request.headers.Has("x-ms-date")) {
      out += Trim(request.headers.Get(name));
    }
  }
  out += '\n';

  Pairs own;
  for (const auto& [name, value] : request.headers) {
    std::string lower = ToLower(name);
    if (lower.starts_with("x-ms-")) own.emplace_back(std::move(lower), Trim(value));
  }
  SortByName(own);
  for (const auto& [name, value] : own) out.append(name).append(":").append(value).append("\n");

  out.append("/").append(account).append(request.path);
  Pairs query;
  for (const auto& [name, value] : request.query) query.emplace_back(ToLower(name), value);
  std::ranges::sort(query);
  for (size_t i = 0; i < query.size(); ++i) {
    const bool same = i > 0 && query[i].first == query[i - 1].first;
    if (!same) out.append("\n").append(query[i].first);
    out.append(same ? "," : ":").append(query[i].second);
  }
  return out;
}

std::string Sign(const Secret& key, std::string_view text) {
  return Base64Encode(crypto::HmacSha256(key.Reveal(), text));
}

std::string Authorization(const SharedKey& key, const SigningRequest& request) {
  return "SharedKey " + key.account + ":" + Sign(key.key, StringToSign(key.account, request));
}

}  // namespace millrace::storage::azure
