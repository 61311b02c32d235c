#include "storage/google/access_token.h"

#include <algorithm>

namespace millrace::storage::google {
namespace {

// Google's metadata server gives a new token only in the last five minutes of the old one.
constexpr std::chrono::minutes kRenewBefore{4};
// A request signed with it must still arrive in time.
constexpr std::chrono::seconds kUsable{10};

}  // namespace

Result<std::shared_ptr<const AccessToken>> TokenCache::Get() {
  std::unique_lock lock(mutex_);
  const auto usable = [&] { return token_ != nullptr && clock_.Now() + kUsable < token_->expires; };
  if (fetching_ && !usable()) {
    const uint64_t round = round_;
    fetched_.wait(lock, [&] { return round_ != round; });
    if (usable()) return token_;
    if (failure_.has_value()) return std::unexpected(*failure_);
  }
  if (usable() && (fetching_ || clock_.Now() < renew_)) return token_;
  fetching_ = true;
  lock.unlock();
  auto fresh = source_->Fetch();
  lock.lock();
  fetching_ = false;
  ++round_;
  failure_.reset();
  if (fresh.has_value()) {
    token_ = std::make_shared<const AccessToken>(*std::move(fresh));
    const auto life = token_->expires - clock_.Now();
    renew_ = token_->expires - std::min<Time::duration>(kRenewBefore, life / 4);
  } else {
    failure_ = fresh.error();
  }
  fetched_.notify_all();
  // The old one still serves; the next caller tries to renew it.
  if (fresh.has_value() || usable()) return token_;
  return std::unexpected(std::move(fresh).error());
}

void TokenCache::Refused(const AccessToken& token) {
  std::lock_guard lock(mutex_);
  if (token_ != nullptr && token_->value == token.value) token_ = nullptr;
}

}  // namespace millrace::storage::google
