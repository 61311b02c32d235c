#include "storage/aws/role_credentials.h"

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

class StsCredentials : public LentCredentials {
 public:
  StsCredentials(Surroundings around, StsLocator locate, Role role)
      : LentCredentials(*around.clock),
        around_(std::move(around)),
        locate_(std::move(locate)),
        role_(std::move(role)) {}

 protected:
  const Surroundings around_;
  const StsLocator locate_;
  const Role role_;
};

class ByKey final : public StsCredentials {
 public:
  ByKey(Surroundings around, StsLocator locate, Role role, std::shared_ptr<CredentialProvider> base)
      : StsCredentials(std::move(around), std::move(locate), std::move(role)),
        base_(std::move(base)) {}

  std::string Name() const override {
    return "role \"" + Printable(role_.arn) + "\", assumed with the key from " + base_->Name();
  }

 protected:
  Result<SharedCredentials> Fetch() override {
    RETURN_IF_ERROR(CheckRole(role_));
    ASSIGN_OR_RETURN(const StsEndpoint endpoint, locate_());
    for (bool again = true;; again = false) {
      ASSIGN_OR_RETURN(const SharedCredentials key, base_->Get());
      if (key == nullptr) {
        return Fail(ErrorKind::kUnauthenticated,
                    "The role \"" + Printable(role_.arn) +
                        "\" needs a key to be assumed with, and " + base_->Name() + " has none.",
                    "Give an access key that may assume it.");
      }
      ASSIGN_OR_RETURN(const StsAnswer answer, AskSts(around_, endpoint, role_, key.get(), {}));
      if (answer.credentials != nullptr) return answer.credentials;
      if (again && answer.code == "ExpiredToken" && base_->Renew(*key)) continue;
      std::string hint = Secret(key->access_key_id).Hint();
      if (hint == "set") hint = "in use";
      return std::unexpected(
          StsRefusal(answer, endpoint, role_, "with the key " + hint + " from " + base_->Name()));
    }
  }

 private:
  const std::shared_ptr<CredentialProvider> base_;
};

class ByToken final : public StsCredentials {
 public:
  using StsCredentials::StsCredentials;
  std::string Name() const override {
    return "role \"" + Printable(role_.arn) + "\", assumed with the token in " +
           Printable(role_.web_identity_file);
  }

 protected:
  Result<SharedCredentials> Fetch() override {
    RETURN_IF_ERROR(CheckRole(role_));
    ASSIGN_OR_RETURN(const StsEndpoint endpoint, locate_());
    ASSIGN_OR_RETURN(const Secret token,
                     ReadTokenFile(role_.web_identity_file, "web_identity_token_file"));
    ASSIGN_OR_RETURN(const StsAnswer answer, AskSts(around_, endpoint, role_, nullptr, token));
    if (answer.credentials != nullptr) return answer.credentials;
    return std::unexpected(StsRefusal(answer, endpoint, role_,
                                      "with the token in " + Printable(role_.web_identity_file)));
  }
};

class ByEnvironment final : public CredentialProvider {
 public:
  explicit ByEnvironment(Surroundings around) : around_(std::move(around)) {}

  Result<SharedCredentials> Get() override {
    std::unique_lock lock(mutex_);
    if (role_ == nullptr) {
      Role role{.arn = around_.Variable("AWS_ROLE_ARN"),
                .session_name = around_.Variable("AWS_ROLE_SESSION_NAME"),
                .web_identity_file = around_.Variable("AWS_WEB_IDENTITY_TOKEN_FILE")};
      if (role.web_identity_file.empty()) return nullptr;
      if (role.arn.empty()) {
        return Fail(ErrorKind::kInvalid,
                    "AWS_WEB_IDENTITY_TOKEN_FILE is set in the environment, but AWS_ROLE_ARN is "
                    "not.",
                    "Set both, or neither.");
      }
      const auto locate = [around = around_, arn = role.arn]() -> Result<StsEndpoint> {
        ASSIGN_OR_RETURN(const auto profiles, around.files->Get());
        return LocateSts(around.env, *profiles, around.files->profile(), "", arn);
      };
      role_ = WebIdentityRole(around_, locate, std::move(role));
    }
    lock.unlock();
    return role_->Get();
  }
  std::string Name() const override {
    std::lock_guard lock(mutex_);
    return role_ == nullptr ? "the environment (AWS_WEB_IDENTITY_TOKEN_FILE)" : role_->Name();
  }
  bool Renew(const Credentials& refused) override {
    std::lock_guard lock(mutex_);
    return role_ != nullptr && role_->Renew(refused);
  }

 private:
  const Surroundings around_;
  mutable std::mutex mutex_;
  std::unique_ptr<CredentialProvider> role_;  // set once
};

}  // namespace

std::unique_ptr<CredentialProvider> AssumedRole(Surroundings around, StsLocator locate, Role role,
                                                std::shared_ptr<CredentialProvider> base) {
  return std::make_unique<ByKey>(std::move(around), std::move(locate), std::move(role),
                                 std::move(base));
}

std::unique_ptr<CredentialProvider> WebIdentityRole(Surroundings around, StsLocator locate,
                                                    Role role) {
  return std::make_unique<ByToken>(std::move(around), std::move(locate), std::move(role));
}

std::unique_ptr<CredentialProvider> WebIdentityFromEnvironment(Surroundings around) {
  return std::make_unique<ByEnvironment>(std::move(around));
}

}  // namespace millrace::storage::aws
