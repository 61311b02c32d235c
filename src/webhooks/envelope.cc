#include "webhooks/envelope.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "net/address.h"
#include "net/url.h"

namespace millrace::webhooks {
namespace {

constexpr std::chrono::seconds kTimeout{10};
constexpr std::string_view kReserved[] = {
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "expect",
    "trailer",
    "te",
    "keep-alive",
    "proxy-authorization",
    kEventIdHeader,
    kSignatureHeader,
};

}  // namespace

// A field a line, as in HTTP: neither names nor values hold a line's end.
std::string SealHeaders(const crypto::Sealer& sealer, const net::Headers& headers) {
  std::string text;
  for (const auto& [name, value] : headers) text.append(name).append(":").append(value) += '\n';
  std::string sealed = sealer.Seal(text);
  Wipe(text);
  return sealed;
}

Result<net::Headers> OpenHeaders(const crypto::Sealer& sealer, const labeling::Webhook& webhook) {
  ASSIGN_OR_RETURN(const Secret opened, sealer.Open(webhook.headers));
  net::Headers headers;
  for (const std::string& line : Split(opened.Reveal(), '\n')) {
    const size_t colon = line.find(':');
    if (colon != line.npos) headers.Add(line.substr(0, colon), line.substr(colon + 1));
  }
  return headers;
}

std::string SealNewSecret(const crypto::Sealer& sealer) {
  return sealer.Seal("whsec_" + RandomHex(32));
}

Result<Secret> OpenSecret(const crypto::Sealer& sealer, const labeling::Webhook& webhook) {
  return sealer.Open(webhook.secret);
}

std::string Sign(const Secret& secret, Time now, std::string_view body) {
  const std::string seconds =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  return "t=" + seconds +
         ",v1=" + HexEncode(crypto::HmacSha256(secret.Reveal(), seconds + "." + std::string(body)));
}

bool IsReservedHeader(std::string_view name) {
  return std::ranges::any_of(
      kReserved, [&](std::string_view reserved) { return EqualsIgnoreCase(reserved, name); });
}

Result<net::HttpRequest> MakeRequest(const crypto::Sealer& sealer, const labeling::Webhook& webhook,
                                     std::string_view event_uuid, std::string body, Time now) {
  ASSIGN_OR_RETURN(const Secret secret, OpenSecret(sealer, webhook));
  net::HttpRequest request{.method = "POST",
                           .url = webhook.url,
                           .addresses = net::AddressPolicy::kUser,
                           .connect_timeout = kTimeout,
                           .stall_timeout = kTimeout,
                           .total_timeout = kTimeout};
  ASSIGN_OR_RETURN(request.headers, OpenHeaders(sealer, webhook));
  if (!request.headers.Has("Content-Type")) request.headers.Add("Content-Type", "application/json");
  request.headers.Set(kEventIdHeader, std::string(event_uuid));
  request.headers.Set(kSignatureHeader, Sign(secret, now, body));
  request.body = std::move(body);
  return request;
}

Result<void> CheckUrl(const std::string& url, bool allow_loopback) {
  ASSIGN_OR_RETURN(const net::Url parsed, net::ParseUrl(url));
  const auto address = net::IpAddress::ParseHost(parsed.host);
  if (!address.has_value()) return {};
  return net::CheckUserAddress(parsed.host, *address, {.loopback = allow_loopback});
}

}  // namespace millrace::webhooks
