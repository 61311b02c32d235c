#include "storage/azure/token_source.h"

namespace millrace::storage::azure {
namespace {

constexpr std::chrono::minutes kRenewBefore{5};
constexpr std::chrono::seconds kTrustAtLeast{30};
constexpr std::chrono::seconds kRememberFailure{10};

}  // namespace

Result<std::shared_ptr<const Token>> TokenSource::Get() {
  const auto kept = [&]() -> std::shared_ptr<const Token> {
    std::lock_guard lock(mutex_);
    return token_ != nullptr && clock_.Now() < token_->expires - kRenewBefore ? token_ : nullptr;
  };
  if (auto token = kept(); token != nullptr) return token;

  std::lock_guard fetching(fetching_);
  if (auto token = kept(); token != nullptr) return token;  // another thread fetched it meanwhile
  const Time now = clock_.Now();
  const bool failed_just_now = failed_ != Time{} && now < failed_ + kRememberFailure;
  Result<Token> fetched = failed_just_now ? std::unexpected(failure_) : fetch_();
  std::lock_guard lock(mutex_);
  if (fetched.has_value()) {
    failed_ = {};
    fetched->fetched = now;
    token_ = std::make_shared<const Token>(*std::move(fetched));
    return token_;
  }
  if (!failed_just_now) {
    failure_ = fetched.error();
    failed_ = now;
  }
  if (token_ != nullptr && now < token_->expires) return token_;
  return std::unexpected(std::move(fetched).error());
}

bool TokenSource::Reject(const std::shared_ptr<const Token>& token) {
  std::lock_guard lock(mutex_);
  if (token_ != token) return true;
  if (clock_.Now() < token->fetched + kTrustAtLeast) return false;
  token_ = nullptr;
  return true;
}

}  // namespace millrace::storage::azure
