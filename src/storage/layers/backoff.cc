#include "storage/layers/backoff.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage {

using std::chrono::milliseconds;

Jitter::Jitter(std::optional<uint64_t> seed)
    : random_(seed.has_value() ? *seed : std::random_device{}()) {}

milliseconds Jitter::UpTo(milliseconds most) {
  std::lock_guard lock(mutex_);
  return milliseconds(std::uniform_int_distribution<int64_t>(0, most.count())(random_));
}

Backoff::Backoff(Clock& clock, Jitter& jitter, const RetryOptions& options)
    : clock_(clock),
      jitter_(jitter),
      options_(options),
      start_(clock.Steady()),
      progress_(start_) {}

bool Backoff::Wait(const Error& error) {
  milliseconds most = options_.base;
  for (int i = 0; i < doublings_ && most < options_.longest; ++i) most *= 2;
  most = std::min(most, options_.longest);
  const milliseconds wait = std::max(jitter_.UpTo(most), milliseconds(error.retry_after_ms));
  const auto spent = std::chrono::duration_cast<milliseconds>(clock_.Steady() - progress_);
  if (spent + wait > options_.budget) return false;
  if (!clock_.Sleep(wait, options_.stop)) return false;
  ++tries_;
  ++doublings_;
  return true;
}

void Backoff::Progress() {
  progress_ = clock_.Steady();
  doublings_ = 0;
}

Error Backoff::Final(Error error) const {
  if (options_.stop.stop_requested())
    return {.kind = ErrorKind::kCancelled,
            .message = "The request was stopped.",
            .operation = error.operation,
            .key = error.key};
  if (tries_ == 1) return error;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clock_.Steady() - start_ +
                                                                        milliseconds(500));
  const bool dot = error.message.ends_with('.');
  if (dot) error.message.pop_back();
  error.message +=
      " (tried " + Plural(tries_, "time") + " in " + std::to_string(seconds.count()) + " s)";
  if (dot) error.message += '.';
  return error;
}

}  // namespace millrace::storage
