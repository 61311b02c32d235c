#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "net/http_client.h"

namespace millrace::net {

// RFC 9110 §15, RFC 6585; 412 and 409 as the conditional writes of the stores use them.
HttpStatusMeaning MeaningOf(int status) {
  switch (status) {
    case 401:
    case 407: return {ErrorKind::kUnauthenticated, false};
    case 403:
    case 451: return {ErrorKind::kDenied, false};
    case 404:
    case 410: return {ErrorKind::kNotFound, false};
    case 405:
    case 501:
    case 505: return {ErrorKind::kUnsupported, false};
    case 408: return {ErrorKind::kTimeout, true};
    case 409:
    case 412:
    case 423: return {ErrorKind::kConflict, false};
    case 413:
    case 414:
    case 431: return {ErrorKind::kTooLarge, false};
    case 425: return {ErrorKind::kUnavailable, true};
    case 429: return {ErrorKind::kRateLimited, true};
  }
  if (status >= 400 && status < 500) return {ErrorKind::kInvalid, false};
  if (status >= 500 && status < 600) return {ErrorKind::kUnavailable, true};
  // Redirects are not followed, and anything else is no answer to a request of ours.
  return {ErrorKind::kInvalid, false};
}

long RetryAfterMs(const Headers& headers) {
  constexpr int64_t kCap = 3600 * 1000;
  const std::string_view value = Trim(headers.Get("Retry-After"));
  if (value.empty()) return 0;
  if (const auto seconds = ParseInt(value)) {
    return static_cast<long>(std::clamp<int64_t>(*seconds, 0, kCap / 1000) * 1000);
  }
  const auto when = ParseHttpDate(value);
  if (!when) return 0;
  const auto wait =
      std::chrono::duration_cast<std::chrono::milliseconds>(*when - SystemClock().Now());
  return static_cast<long>(std::clamp<int64_t>(wait.count(), 0, kCap));
}

}  // namespace millrace::net
