#include "storage/aws/credentials.h"

#include <algorithm>
#include <atomic>

#include "base/log.h"
#include "base/text.h"

namespace millrace::storage::aws {
namespace {

// Long enough for a slow service and a few tries; all that lend allow it (the shortest session of
// STS is 15 minutes).
constexpr std::chrono::minutes kRenewBefore{5};
// A service that fails is not asked for every request.
constexpr std::chrono::seconds kPatience{15};

class Static final : public CredentialProvider {
 public:
  Static(const Secret& id, const Secret& secret, const Secret& token)
      : credentials_(MakeCredentials(id.Reveal(), secret.Reveal(), token.Reveal(),
                                     "aws_access_key_id", "aws_secret_access_key", Name())) {}
  Result<SharedCredentials> Get() override { return credentials_; }
  std::string Name() const override { return "the storage's settings"; }

 private:
  const Result<SharedCredentials> credentials_;
};

class FromEnvironment final : public CredentialProvider {
 public:
  explicit FromEnvironment(const EnvironmentVariables& env) {
    const auto get = [&](const char* name) {
      return Secret(env ? env(name).value_or("") : std::string());
    };
    const Secret id = get("AWS_ACCESS_KEY_ID"), secret = get("AWS_SECRET_ACCESS_KEY"),
                 token = get("AWS_SESSION_TOKEN");
    credentials_ = MakeCredentials(id.Reveal(), secret.Reveal(), token.Reveal(),
                                   "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "the environment");
  }
  Result<SharedCredentials> Get() override { return credentials_; }
  std::string Name() const override { return "the environment (AWS_ACCESS_KEY_ID)"; }

 private:
  Result<SharedCredentials> credentials_;
};

class Chain final : public CredentialProvider {
 public:
  explicit Chain(CredentialProviders sources) : sources_(std::move(sources)) {}

  Result<SharedCredentials> Get() override {
    if (CredentialProvider* chosen = chosen_.load(); chosen != nullptr) return chosen->Get();
    std::string asked;
    for (const auto& source : sources_) {
      ASSIGN_OR_RETURN(SharedCredentials credentials, source->Get());
      if (credentials != nullptr) {
        chosen_ = source.get();
        return credentials;
      }
      asked += (asked.empty() ? "" : "; ") + source->Name();
    }
    return Fail(ErrorKind::kUnauthenticated,
                "No AWS credentials were found. Looked at: " + asked + ".",
                "Give an access key in the storage's settings, or set one of these.");
  }
  std::string Name() const override {
    const CredentialProvider* chosen = chosen_.load();
    return chosen == nullptr ? "" : chosen->Name();
  }
  bool Renew(const Credentials& refused) override {
    CredentialProvider* chosen = chosen_.load();
    return chosen != nullptr && chosen->Renew(refused);
  }

 private:
  const CredentialProviders sources_;
  std::atomic<CredentialProvider*> chosen_ = nullptr;
};

}  // namespace

bool LentCredentials::Usable() const {
  return current_ != nullptr && !refused_ &&
         (!current_->expires.has_value() || clock_.Now() < *current_->expires);
}

bool LentCredentials::Fresh() const {
  return Usable() &&
         (!current_->expires.has_value() || clock_.Now() < *current_->expires - kRenewBefore);
}

Result<SharedCredentials> LentCredentials::Get() {
  std::unique_lock lock(mutex_);
  if (Fresh()) return current_;
  if (Usable() && fetching_) return current_;
  if (current_ != nullptr && !refused_ && clock_.Now() < not_before_) return current_;
  if (fetching_) {
    const uint64_t seen = fetches_;
    fetched_.wait(lock, [&] { return fetches_ != seen; });
    return *last_;
  }
  fetching_ = true;
  lock.unlock();
  Result<SharedCredentials> outcome = Fetch();
  lock.lock();
  fetching_ = false;
  ++fetches_;
  not_before_ = clock_.Now() + kPatience;
  if (!outcome.has_value() && !Usable()) {
    not_before_ = {};
  } else if (outcome.has_value()) {
    current_ = *outcome;
    refused_ = false;
  } else {
    LogWarning("aws credentials could not be renewed yet",
               {{"source", Name()}, {"error", outcome.error()}});
    if (current_->expires.has_value()) not_before_ = std::min(not_before_, *current_->expires);
    outcome = current_;
  }
  last_ = outcome;
  fetched_.notify_all();
  return outcome;
}

bool LentCredentials::Renew(const Credentials& refused) {
  std::lock_guard lock(mutex_);
  if (current_ == nullptr) return false;
  // Others were fetched while that request was on its way.
  if (current_->access_key_id != refused.access_key_id ||
      !(current_->session_token == refused.session_token)) {
    return true;
  }
  refused_ = true;
  return true;
}

Result<SharedCredentials> MakeCredentials(std::string_view id, std::string_view secret,
                                          std::string_view token, std::string_view id_name,
                                          std::string_view secret_name, const std::string& source) {
  id = Trim(id), secret = Trim(secret), token = Trim(token);
  if (id.empty() && secret.empty()) return nullptr;
  if (id.empty() || secret.empty()) {
    const std::string_view missing = id.empty() ? id_name : secret_name;
    return Fail(ErrorKind::kInvalid,
                "Only one half of the access key is given by " + source + ": " +
                    std::string(missing) + " is missing.",
                "Set both, or neither to use the next source of credentials.");
  }
  return std::make_shared<const Credentials>(
      Credentials{std::string(id), Secret(std::string(secret)), Secret(std::string(token))});
}

std::unique_ptr<CredentialProvider> StaticCredentials(Secret access_key_id,
                                                      Secret secret_access_key,
                                                      Secret session_token) {
  return std::make_unique<Static>(access_key_id, secret_access_key, session_token);
}

std::unique_ptr<CredentialProvider> EnvironmentCredentials(const EnvironmentVariables& env) {
  return std::make_unique<FromEnvironment>(env);
}

std::unique_ptr<CredentialProvider> CredentialChain(CredentialProviders sources) {
  return std::make_unique<Chain>(std::move(sources));
}

}  // namespace millrace::storage::aws
