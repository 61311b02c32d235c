#include "storage/http/refusal.h"

#include "base/text.h"

namespace millrace::storage::http {

std::unexpected<Error> UnusableKey(std::string_view key, std::string_view rule) {
  auto error = Fail(ErrorKind::kInvalid,
                    "The key \"" + Printable(key) + "\" cannot be used: " + std::string(rule) + ".",
                    "Use another name or prefix.");
  error.error().key = std::string(key);
  return error;
}

std::string Says(std::string_view message) {
  while (message.ends_with('.')) message.remove_suffix(1);
  return message.empty() ? "" : ": " + Printable(message, 300);
}

void SayPrecondition(const std::string& object, Operation operation, Precondition precondition,
                     Error& error) {
  error.kind = ErrorKind::kConflict;
  error.temporary = false;
  error.advice = "Compare it with what would be written, then decide.";
  if (precondition == Precondition::kAbsent) {
    error.message = object + " exists already; nothing was overwritten.";
  } else if (operation == Operation::kGet) {
    error.message = object + " changed while it was read.";
    error.advice = "It is read again at the next sync.";
  } else {
    error.message = object + " was changed by someone else; nothing was overwritten.";
  }
}

std::optional<std::chrono::seconds> ClockAhead(const net::Headers& headers, Time now) {
  const auto theirs = ParseHttpDate(headers.Get("Date"));
  if (!theirs.has_value()) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::seconds>(now - *theirs);
}

std::string ClockIsOff(std::chrono::seconds ahead, const std::string& host) {
  const int64_t away = std::chrono::abs(ahead).count();
  return "The clock of this machine is " +
         (away >= 120 ? Plural(away / 60, "minute") : Plural(away, "second")) +
         (ahead.count() > 0 ? " ahead of " : " behind ") + host;
}

}  // namespace millrace::storage::http
