#include "storage/aws/profile_chain.h"

#include <algorithm>

#include "base/text.h"

namespace millrace::storage::aws {
namespace {

constexpr char kAdvice[] = "Correct the profile in the AWS configuration files.";

// One profile's properties.
class Properties {
 public:
  Properties(const Profiles& profiles, std::string_view name) : profiles_(profiles), name_(name) {}

  std::string Get(std::string_view property) const {
    const std::string* value = profiles_.Find(name_, property);
    return value == nullptr ? "" : std::string(Trim(*value));
  }
  bool Has(std::string_view property) const { return !Get(property).empty(); }
  std::unexpected<Error> Wrong(const std::string& what) const {
    return Fail(ErrorKind::kInvalid, "The profile \"" + Printable(name_) + "\" " + what + ".",
                kAdvice);
  }
  const std::string& name() const { return name_; }

  Role GetRole() const {
    return {.arn = Get("role_arn"),
            .session_name = Get("role_session_name"),
            .external_id = Get("external_id"),
            .duration_seconds = Get("duration_seconds"),
            .web_identity_file = Get("web_identity_token_file")};
  }
  Result<SharedCredentials> GetKey() const {
    return MakeCredentials(Get("aws_access_key_id"), Get("aws_secret_access_key"),
                           Get("aws_session_token"), "aws_access_key_id", "aws_secret_access_key",
                           "the profile \"" + Printable(name_) + "\"");
  }

 private:
  const Profiles& profiles_;
  const std::string name_;
};

Result<SsoSettings> GetSso(const Profiles& profiles, const Properties& profile) {
  SsoSettings out{.session = profile.Get("sso_session"),
                  .start_url = profile.Get("sso_start_url"),
                  .region = profile.Get("sso_region"),
                  .account_id = profile.Get("sso_account_id"),
                  .role_name = profile.Get("sso_role_name")};
  if (out.account_id.empty() != out.role_name.empty()) {
    return profile.Wrong(out.account_id.empty() ? "has sso_role_name, but no sso_account_id"
                                                : "has sso_account_id, but no sso_role_name");
  }
  if (!out.session.empty()) {
    const auto found = profiles.sso_sessions.find(out.session);
    if (found == profiles.sso_sessions.end()) {
      return profile.Wrong("refers to the sso-session \"" + Printable(out.session) +
                           "\", which does not exist");
    }
    const auto take = [&](const char* property, std::string& value) {
      const auto given = found->second.find(property);
      const std::string of_session = given == found->second.end() ? "" : given->second;
      const bool same = value.empty() || value == of_session;
      value = of_session;
      return same;
    };
    for (const auto& [property, value] :
         {std::pair("sso_region", &out.region), std::pair("sso_start_url", &out.start_url)}) {
      if (!take(property, *value)) {
        return profile.Wrong(std::string(property) + " belongs into its sso-session \"" +
                             Printable(out.session) + "\"");
      }
    }
  }
  if (out.region.empty() || out.start_url.empty()) {
    return profile.Wrong("signs in without " +
                         std::string(out.region.empty() ? "sso_region" : "sso_start_url"));
  }
  return out;
}

Result<NamedSource> GetNamed(const Properties& profile) {
  const std::string name = profile.Get("credential_source");
  if (EqualsIgnoreCase(name, "Environment")) return NamedSource::kEnvironment;
  if (EqualsIgnoreCase(name, "Ec2InstanceMetadata")) return NamedSource::kInstance;
  if (EqualsIgnoreCase(name, "EcsContainer")) return NamedSource::kContainer;
  return profile.Wrong("has the credential_source \"" + Printable(name) +
                       "\"; known are Environment, Ec2InstanceMetadata and EcsContainer");
}

// The first key, from the profile where the chain of references ends.
Result<void> SetFirst(const Profiles& profiles, const Properties& profile, ProfileChain& chain) {
  chain.first_profile = profile.name();
  if (profile.Has("role_arn") && profile.Has("credential_source")) {
    ASSIGN_OR_RETURN(chain.first, GetNamed(profile));
  } else if (profile.Has("web_identity_token_file")) {
    if (!profile.Has("role_arn"))
      return profile.Wrong("has a web_identity_token_file, but no role_arn");
    chain.first = WebIdentity{profile.GetRole()};
  } else if (profile.Has("sso_session") || profile.Has("sso_start_url") ||
             profile.Has("sso_account_id") || profile.Has("sso_role_name")) {
    ASSIGN_OR_RETURN(SsoSettings settings, GetSso(profiles, profile));
    chain.first = SsoSignIn{std::move(settings)};
  } else if (profile.Has("credential_process")) {
    chain.first = Program{profile.Get("credential_process")};
  } else {
    ASSIGN_OR_RETURN(SharedCredentials key, profile.GetKey());
    if (key != nullptr) chain.first = StaticKey{std::move(key)};
  }
  return {};
}

// The profile that a role's key comes from; the profile itself where it holds the key.
Result<std::string> NextProfile(const Properties& profile) {
  const std::string source = profile.Get("source_profile");
  const bool named = profile.Has("credential_source");
  if (profile.Has("mfa_serial")) {
    return profile.Wrong("asks for the code of an MFA device, which a server cannot enter");
  }
  if (!source.empty() && named)
    return profile.Wrong("has both source_profile and credential_source");
  if (source.empty() && !named)
    return profile.Wrong("has a role_arn, but neither source_profile nor credential_source");
  return named ? profile.name() : source;
}

}  // namespace

Result<ProfileChain> PlanProfile(const Profiles& profiles, std::string_view selected) {
  ProfileChain chain;
  std::vector<std::string> visited;
  for (std::string name(selected);;) {
    const Properties profile(profiles, name);
    if (!profiles.profiles.contains(name)) {
      if (visited.empty()) return chain;
      return Properties(profiles, visited.back())
          .Wrong("refers to the source_profile \"" + Printable(name) + "\", which does not exist");
    }
    if (std::ranges::count(visited, name) > 0) {
      return Properties(profiles, visited.front())
          .Wrong("leads back to the profile \"" + Printable(name) + "\" by source_profile");
    }
    visited.push_back(name);
    // A key of the profile that was referred to is meant, even if that has a role too.
    const bool has_key = profile.Has("aws_access_key_id") && profile.Has("aws_secret_access_key");
    if (visited.size() > 1 && has_key) {
      ASSIGN_OR_RETURN(SharedCredentials key, profile.GetKey());
      chain.first = StaticKey{std::move(key)};
      chain.first_profile = name;
      break;
    }
    // With a token, the role itself is where the chain ends.
    std::string next = name;
    if (profile.Has("role_arn") && !profile.Has("web_identity_token_file")) {
      ASSIGN_OR_RETURN(next, NextProfile(profile));
      chain.roles.push_back(profile.GetRole());
    }
    if (next == name) {
      RETURN_IF_ERROR(SetFirst(profiles, profile, chain));
      if (std::holds_alternative<NoKey>(chain.first) && visited.size() + chain.roles.size() > 1)
        return profile.Wrong("holds no credentials, but a role needs them");
      break;
    }
    name = next;
  }
  std::ranges::reverse(chain.roles);
  return chain;
}

}  // namespace millrace::storage::aws
