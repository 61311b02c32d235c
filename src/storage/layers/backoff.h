// When to try again: exponential backoff with full jitter inside a budget.
#pragma once

#include <mutex>
#include <random>

#include "base/clock.h"
#include "base/result.h"
#include "storage/layers/layers.h"

namespace millrace::storage {

// The source of jitter of one store. Thread-safe.
class Jitter {
 public:
  explicit Jitter(std::optional<uint64_t> seed);
  // Evenly distributed over 0 … most.
  std::chrono::milliseconds UpTo(std::chrono::milliseconds most);

 private:
  std::mutex mutex_;
  std::mt19937_64 random_;
};

// The tries of one operation. Not thread-safe.
class Backoff {
 public:
  Backoff(Clock& clock, Jitter& jitter, const RetryOptions& options);

  // Waits before the next try. False, without waiting, if the budget does not allow it.
  bool Wait(const Error& error);
  // The operation got further: the budget and the waits start again.
  void Progress();
  // After a stop kCancelled; else `error`, saying how often and how long it was tried if that was
  // more than once.
  Error Final(Error error) const;

 private:
  Clock& clock_;
  Jitter& jitter_;
  const RetryOptions options_;
  const std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point progress_;
  int tries_ = 1;
  int doublings_ = 0;
};

}  // namespace millrace::storage
