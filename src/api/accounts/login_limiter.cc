#include "api/accounts/login_limiter.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxEntries = 100'000;

// A space cannot stand in an e-mail address, so the keys of pairs and of addresses never meet.
std::string PairKey(const std::string& account, const std::string& address) {
  return ToLower(account).substr(0, 256) + " " + address;
}

}  // namespace

Result<void> LoginLimiter::Check(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  const auto now = clock_.Steady();
  for (const auto& [key, limit] :
       {std::pair(PairKey(account, address), kPerAccount), std::pair(address, kPerAddress)}) {
    const auto found = entries_.find(key);
    if (found == entries_.end() || found->second.failures < limit) continue;
    const auto left = found->second.since + kWindow - now;
    if (left <= std::chrono::seconds(0)) {
      entries_.erase(found);
      continue;
    }
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(left).count();
    auto failure = FailForNow(ErrorKind::kRateLimited, "Too many failed sign-ins.",
                              "Wait " + Plural((seconds + 59) / 60, "minute") + " and try again.");
    failure.error().retry_after_ms = seconds * 1000;
    return failure;
  }
  return {};
}

void LoginLimiter::Count(const std::string& key) {
  const auto now = clock_.Steady();
  if (entries_.size() >= kMaxEntries) {
    std::erase_if(entries_, [&](const auto& entry) { return entry.second.since + kWindow <= now; });
    if (entries_.size() >= kMaxEntries) entries_.clear();
  }
  Entry& entry = entries_[key];
  if (entry.failures == 0 || entry.since + kWindow <= now) entry = {.failures = 0, .since = now};
  ++entry.failures;
}

void LoginLimiter::Failed(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  Count(PairKey(account, address));
  Count(address);
}

void LoginLimiter::Succeeded(const std::string& account, const std::string& address) {
  std::lock_guard lock(mutex_);
  entries_.erase(PairKey(account, address));
}

}  // namespace millrace::api
