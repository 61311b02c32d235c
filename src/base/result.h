// Result<T> and Error: how every room reports a failure. No exception crosses a room's border.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace millrace {

// What went wrong, in the terms a caller can act on. HTTP statuses are mapped to it in one place
// (net/http_status.cc) and from it in one place (api/error_response.h).
enum class ErrorKind {
  kInvalid,          // the input is wrong: a parameter, a body, a label config
  kUnauthenticated,  // who are you? missing, wrong or expired credentials
  kDenied,           // known, but not allowed
  kNotFound,         // the thing named does not exist
  kConflict,         // the state forbids it: precondition failed, exists already, name taken
  kTooLarge,         // over a limit that the message names
  kRateLimited,      // the other side asks for patience (429, 503 SlowDown)
  kUnavailable,      // the other side cannot be reached or is broken at the moment
  kTimeout,          // no answer within the limit
  kUnsupported,      // the store or this version cannot do it
  kCancelled,        // a person or a shutdown stopped it
  kCorrupt,          // stored or received bytes are not what they must be
  kInternal,         // our own fault
};

// The name of a kind as it stands in logs and JSON: "not_found", "rate_limited", …
std::string_view KindName(ErrorKind kind);

// A failure that a person may read. `message` is one sentence of cause in the user's terms, with the
// names they typed; `advice` one sentence of what to do next (may be empty). Neither holds a secret.
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  bool temporary = false;  // trying the same again later may succeed
  std::string message;
  std::string advice;
  std::string operation;   // "list", "get", … where it helps a log reader; may be empty
  std::string key;         // the object key concerned, raw bytes; may be empty
  int status = 0;          // the HTTP status that caused it; 0 = none
  long retry_after_ms = 0; // the other side's wish (Retry-After); 0 = none
  // The fields of a form that are wrong, each with its sentence, in the order of the form.
  std::vector<std::pair<std::string, std::string>> fields;

  // "message advice", the form that CLI, REST and UI show.
  std::string Sentence() const;
};

template <class T>
using Result = std::expected<T, Error>;

// An Error ready to be returned from a function of type Result<T>.
std::unexpected<Error> Fail(ErrorKind kind, std::string message, std::string advice = {});
// The same, marked temporary.
std::unexpected<Error> FailForNow(ErrorKind kind, std::string message, std::string advice = {});
// A validation failure of one field of a form.
std::unexpected<Error> FailField(std::string field, std::string message);

}  // namespace millrace

#define MILLRACE_CONCAT_INNER(a, b) a##b
#define MILLRACE_CONCAT(a, b) MILLRACE_CONCAT_INNER(a, b)

// Returns the error of `expr` (a Result) from the calling function, if it holds one.
#define RETURN_IF_ERROR(expr)                                       \
  do {                                                              \
    if (auto status_ = (expr); !status_.has_value())                \
      return std::unexpected(std::move(status_).error());           \
  } while (false)

// Assigns the value of `expr` (a Result) to `lhs`, or returns its error from the calling function.
#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_INNER(MILLRACE_CONCAT(result_, __LINE__), lhs, expr)
#define ASSIGN_OR_RETURN_INNER(result, lhs, expr)                        \
  auto result = (expr);                                                  \
  if (!result.has_value()) return std::unexpected(std::move(result).error()); \
  lhs = *std::move(result)
