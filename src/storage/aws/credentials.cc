#include "storage/aws/credentials.h"

#include <atomic>

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

using Shared = std::shared_ptr<const Credentials>;

// The pair of a key, or what is wrong with it; nullptr if nothing is given.
Result<Shared> MakeCredentials(std::string_view id, std::string_view secret, std::string_view token,
                               std::string_view id_name, std::string_view secret_name,
                               const std::string& source) {
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

class Static final : public CredentialProvider {
 public:
  Static(const Secret& id, const Secret& secret, const Secret& token)
      : credentials_(MakeCredentials(id.Reveal(), secret.Reveal(), token.Reveal(),
                                     "aws_access_key_id", "aws_secret_access_key", Name())) {}
  Result<Shared> Get() override { return credentials_; }
  std::string Name() const override { return "the storage's settings"; }

 private:
  const Result<Shared> credentials_;
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
  Result<Shared> Get() override { return credentials_; }
  std::string Name() const override { return "the environment (AWS_ACCESS_KEY_ID)"; }

 private:
  Result<Shared> credentials_;
};

class FromProfile final : public CredentialProvider {
 public:
  FromProfile(const EnvironmentVariables& env, const std::string& home)
      : location_(LocateProfile(env, home)) {}

  Result<Shared> Get() override {
    std::lock_guard lock(mutex_);
    if (!loaded_.has_value()) loaded_ = Load();
    return *loaded_;
  }
  std::string Name() const override {
    return "profile \"" + location_.profile + "\" in " + location_.credentials_path + " and " +
           location_.config_path;
  }

 private:
  Result<Shared> Load() const {
    ASSIGN_OR_RETURN(const Profiles profiles, LoadProfiles(location_));
    const auto get = [&](std::string_view property) -> std::string_view {
      const std::string* value = profiles.Find(location_.profile, property);
      return value == nullptr ? std::string_view() : std::string_view(*value);
    };
    return MakeCredentials(get("aws_access_key_id"), get("aws_secret_access_key"),
                           get("aws_session_token"), "aws_access_key_id", "aws_secret_access_key",
                           Name());
  }

  const ProfileLocation location_;
  std::mutex mutex_;
  std::optional<Result<Shared>> loaded_;
};

class Chain final : public CredentialProvider {
 public:
  explicit Chain(CredentialProviders sources) : sources_(std::move(sources)) {}

  Result<Shared> Get() override {
    if (CredentialProvider* chosen = chosen_.load(); chosen != nullptr) return chosen->Get();
    std::string asked;
    for (const auto& source : sources_) {
      ASSIGN_OR_RETURN(Shared credentials, source->Get());
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

 private:
  const CredentialProviders sources_;
  std::atomic<CredentialProvider*> chosen_ = nullptr;
};

}  // namespace

std::unique_ptr<CredentialProvider> StaticCredentials(Secret access_key_id,
                                                      Secret secret_access_key,
                                                      Secret session_token) {
  return std::make_unique<Static>(access_key_id, secret_access_key, session_token);
}

std::unique_ptr<CredentialProvider> EnvironmentCredentials(EnvironmentVariables env) {
  return std::make_unique<FromEnvironment>(env);
}

std::unique_ptr<CredentialProvider> ProfileCredentials(EnvironmentVariables env, std::string home) {
  return std::make_unique<FromProfile>(env, home);
}

std::unique_ptr<CredentialProvider> CredentialChain(CredentialProviders sources) {
  return std::make_unique<Chain>(std::move(sources));
}

}  // namespace millrace::storage::aws
