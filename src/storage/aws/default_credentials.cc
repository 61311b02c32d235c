#include "storage/aws/default_credentials.h"

#include "base/text.h"
#include "storage/aws/container_credentials.h"
#include "storage/aws/instance_credentials.h"
#include "storage/aws/process_credentials.h"
#include "storage/aws/profile_chain.h"
#include "storage/aws/role_credentials.h"
#include "storage/aws/sso_credentials.h"

namespace millrace::storage::aws {
namespace {

// Credentials that a file holds.
class Kept final : public CredentialProvider {
 public:
  Kept(SharedCredentials credentials, std::string name)
      : credentials_(std::move(credentials)), name_(std::move(name)) {}
  Result<SharedCredentials> Get() override { return credentials_; }
  std::string Name() const override { return name_; }

 private:
  const SharedCredentials credentials_;
  const std::string name_;
};

class FromProfile final : public CredentialProvider {
 public:
  explicit FromProfile(Surroundings around) : around_(std::move(around)) {}

  Result<SharedCredentials> Get() override {
    std::shared_ptr<CredentialProvider> source;
    {
      std::lock_guard lock(mutex_);
      if (!source_.has_value()) {
        ASSIGN_OR_RETURN(source_, Make());
      }
      source = *source_;
    }
    if (source == nullptr) return nullptr;
    return source->Get();
  }

  std::string Name() const override {
    std::lock_guard lock(mutex_);
    return source_.has_value() && *source_ != nullptr ? (*source_)->Name() : around_.files->Name();
  }

  bool Renew(const Credentials& refused) override {
    std::lock_guard lock(mutex_);
    if (!source_.has_value() || *source_ == nullptr) return false;
    if ((*source_)->Renew(refused)) return true;
    // Tools that sign in write new temporary keys into the file.
    around_.files->Forget();
    source_.reset();
    return true;
  }

 private:
  std::shared_ptr<CredentialProvider> MakeFirst(const ProfileChain& chain) const {
    const std::string& profile = chain.first_profile;
    struct Maker {
      const FromProfile& self;
      const std::string& profile;
      std::unique_ptr<CredentialProvider> operator()(const NoKey&) const { return nullptr; }
      std::unique_ptr<CredentialProvider> operator()(const StaticKey& key) const {
        return std::make_unique<Kept>(key.credentials,
                                      "the profile \"" + Printable(profile) + "\"");
      }
      std::unique_ptr<CredentialProvider> operator()(const NamedSource& source) const {
        switch (source) {
          case NamedSource::kEnvironment: return EnvironmentCredentials(self.around_.env);
          case NamedSource::kInstance: return InstanceCredentials(self.around_, true);
          case NamedSource::kContainer: return ContainerCredentials(self.around_);
        }
        return nullptr;
      }
      std::unique_ptr<CredentialProvider> operator()(const WebIdentity& identity) const {
        return WebIdentityRole(self.around_, self.Locator(identity.role), identity.role);
      }
      std::unique_ptr<CredentialProvider> operator()(const SsoSignIn& sign_in) const {
        return SsoCredentials(self.around_, sign_in.settings, profile);
      }
      std::unique_ptr<CredentialProvider> operator()(const Program& program) const {
        return ProcessCredentials(self.around_, program.command, profile);
      }
    };
    return std::visit(Maker{*this, profile}, chain.first);
  }

  StsLocator Locator(const Role& role) const {
    return [around = around_, arn = role.arn]() -> Result<StsEndpoint> {
      ASSIGN_OR_RETURN(const auto profiles, around.files->Get());
      return LocateSts(around.env, *profiles, around.files->profile(), "", arn);
    };
  }

  Result<std::shared_ptr<CredentialProvider>> Make() const {
    ASSIGN_OR_RETURN(const auto profiles, around_.files->Get());
    const std::string& name = around_.files->profile();
    if (around_.files->named() && !profiles->profiles.contains(name)) {
      return Fail(ErrorKind::kUnauthenticated, "There is no " + around_.files->Name() + ".",
                  "Check AWS_PROFILE, or the profile that the storage names.");
    }
    ASSIGN_OR_RETURN(const ProfileChain chain, PlanProfile(*profiles, name));
    std::shared_ptr<CredentialProvider> source = MakeFirst(chain);
    if (source == nullptr) return nullptr;
    for (const Role& role : chain.roles)
      source = AssumedRole(around_, Locator(role), role, std::move(source));
    return source;
  }

  const Surroundings around_;
  mutable std::mutex mutex_;
  // Empty: not read yet. nullptr: the profile has none.
  std::optional<std::shared_ptr<CredentialProvider>> source_;
};

}  // namespace

std::unique_ptr<CredentialProvider> ProfileCredentials(Surroundings around) {
  return std::make_unique<FromProfile>(std::move(around));
}

CredentialProviders DefaultSources(const Surroundings& around) {
  CredentialProviders out;
  out.push_back(EnvironmentCredentials(around.env));
  out.push_back(ProfileCredentials(around));
  out.push_back(WebIdentityFromEnvironment(around));
  out.push_back(ContainerCredentials(around));
  out.push_back(InstanceCredentials(around));
  return out;
}

}  // namespace millrace::storage::aws
