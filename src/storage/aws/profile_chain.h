// What a profile says about credentials: where the first key comes from and which roles are assumed
// with it, one after the other.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "storage/aws/profile.h"
#include "storage/aws/sso_credentials.h"
#include "storage/aws/sts.h"

namespace millrace::storage::aws {

// The first key of a chain.
struct NoKey {};  // the profile says nothing about credentials
struct StaticKey {
  SharedCredentials credentials;
};
enum class NamedSource { kEnvironment, kInstance, kContainer };  // credential_source
struct WebIdentity {
  Role role;
};
struct SsoSignIn {
  SsoSettings settings;
};
struct Program {
  std::string command;  // credential_process
};

struct ProfileChain {
  std::variant<NoKey, StaticKey, NamedSource, WebIdentity, SsoSignIn, Program> first;
  std::string first_profile;  // that gives it
  std::vector<Role> roles;    // in the order they are assumed
};

// kInvalid, naming the profile, for what is incomplete, contradicts itself or forms a loop. NoKey
// if `selected` does not exist or holds no credentials; a profile that another one refers to must.
Result<ProfileChain> PlanProfile(const Profiles& profiles, std::string_view selected);

}  // namespace millrace::storage::aws
