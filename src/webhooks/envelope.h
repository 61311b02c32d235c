// How an event travels: the request that is sent, its signature, and the sealed parts of a webhook.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/sealer.h"
#include "labeling/webhooks/webhooks.h"
#include "net/headers.h"
#include "net/http_client.h"

namespace millrace::webhooks {

inline constexpr std::string_view kEventIdHeader = "X-Millrace-Event-Id";
inline constexpr std::string_view kSignatureHeader = "X-Millrace-Signature";

// Webhook::headers.
std::string SealHeaders(const crypto::Sealer& sealer, const net::Headers& headers);
Result<net::Headers> OpenHeaders(const crypto::Sealer& sealer, const labeling::Webhook& webhook);

// Webhook::secret. A new one is "whsec_" and 64 hexadecimal digits.
std::string SealNewSecret(const crypto::Sealer& sealer);
Result<Secret> OpenSecret(const crypto::Sealer& sealer, const labeling::Webhook& webhook);

// "t=1700000000,v1=5f…": the time in seconds, and HMAC-SHA256(secret, "1700000000." body) in
// hexadecimal digits. The time is signed too, so that nobody can send an old body again.
std::string Sign(const Secret& secret, Time now, std::string_view body);

// Names that a webhook's headers may not have: they are the server's own.
bool IsReservedHeader(std::string_view name);

// The POST, ready to be sent.
Result<net::HttpRequest> MakeRequest(const crypto::Sealer& sealer, const labeling::Webhook& webhook,
                                     std::string_view event_uuid, std::string body, Time now);

// kInvalid or kDenied if no event can ever get there: not an http or https address, or an IP
// address that a user may not name. Names are looked up when they are used.
Result<void> CheckUrl(const std::string& url, bool allow_loopback);

}  // namespace millrace::webhooks
