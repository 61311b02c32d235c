// Slows down whoever guesses passwords.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"

namespace millrace::api {

// Counts failed sign-ins per account and address, and per address over all accounts; never sign-ups
// or successes. Thread-safe.
class LoginLimiter {
 public:
  static constexpr int kPerAccount = 10;  // failures within the window
  static constexpr int kPerAddress = 100;
  static constexpr std::chrono::minutes kWindow{10};

  explicit LoginLimiter(const Clock& clock) : clock_(clock) {}

  // kRateLimited, with the time to wait, while there are too many failures.
  Result<void> Check(const std::string& account, const std::string& address);
  void Failed(const std::string& account, const std::string& address);
  void Succeeded(const std::string& account, const std::string& address);

 private:
  struct Entry {
    int failures = 0;
    std::chrono::steady_clock::time_point since;
  };
  void Count(const std::string& key);

  const Clock& clock_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace millrace::api
