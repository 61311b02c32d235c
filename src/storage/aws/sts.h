// AWS Security Token Service: keys for a role, for a while.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html and
// …/API_AssumeRoleWithWebIdentity.html
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/http_client.h"
#include "net/url.h"
#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

// Where it answers.
struct StsEndpoint {
  net::Url url;
  std::string region;  // that requests are signed for
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
};
// By environment and profile; `region` "" = as those say, else us-east-1 or the like for the
// partition of `role_arn`.
Result<StsEndpoint> LocateSts(const EnvironmentVariables& env, const Profiles& profiles,
                              std::string_view profile, std::string region,
                              std::string_view role_arn);

struct Role {
  std::string arn;
  std::string session_name;       // "" = "millrace"
  std::string external_id;        // "" = none
  std::string duration_seconds;   // "" = the service's default
  std::string web_identity_file;  // only for WebIdentityCredentials
};
// kInvalid with the field's name ("role_arn", "external_id", …) for what STS would refuse.
Result<void> CheckRole(const Role& role);

// What it answered.
struct StsAnswer {
  int status = 0;
  SharedCredentials credentials;  // null: an error, or no answer of STS
  std::string code, message;      // of an error: "AccessDenied"
};
// Asks for the key of a role. With `key`, AssumeRole signed by it; without, the `token` of an
// identity provider says who asks, and nothing is signed.
Result<StsAnswer> AskSts(const Surroundings& around, const StsEndpoint& endpoint, const Role& role,
                         const Credentials* key, const Secret& token);
// Anything that is not the answer of STS has neither credentials nor a code.
StsAnswer ParseStsAnswer(const net::HttpResponse& response);
// An answer without credentials as a sentence. `as` tells how the role was asked for: "with the key
// AKIA…7Q from the environment".
Error StsRefusal(const StsAnswer& answer, const StsEndpoint& endpoint, const Role& role,
                 const std::string& as);

}  // namespace millrace::storage::aws
