#include "base/result.h"

namespace millrace {

std::string_view KindName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalid: return "invalid";
    case ErrorKind::kUnauthenticated: return "unauthenticated";
    case ErrorKind::kDenied: return "denied";
    case ErrorKind::kNotFound: return "not_found";
    case ErrorKind::kConflict: return "conflict";
    case ErrorKind::kTooLarge: return "too_large";
    case ErrorKind::kRateLimited: return "rate_limited";
    case ErrorKind::kUnavailable: return "unavailable";
    case ErrorKind::kTimeout: return "timeout";
    case ErrorKind::kUnsupported: return "unsupported";
    case ErrorKind::kCancelled: return "cancelled";
    case ErrorKind::kCorrupt: return "corrupt";
    case ErrorKind::kInternal: return "internal";
  }
  return "internal";
}

std::string Error::Sentence() const {
  if (advice.empty()) return message;
  if (message.empty()) return advice;
  return message + " " + advice;
}

std::unexpected<Error> Fail(ErrorKind kind, std::string message, std::string advice) {
  return std::unexpected(
      Error{.kind = kind, .message = std::move(message), .advice = std::move(advice)});
}

std::unexpected<Error> FailForNow(ErrorKind kind, std::string message, std::string advice) {
  return std::unexpected(Error{
      .kind = kind, .temporary = true, .message = std::move(message), .advice = std::move(advice)});
}

std::unexpected<Error> FailField(std::string field, std::string message) {
  Error error{.kind = ErrorKind::kInvalid, .message = message};
  error.fields.emplace_back(std::move(field), std::move(message));
  return std::unexpected(std::move(error));
}

}  // namespace millrace
