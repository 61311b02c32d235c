// Keys of a role for somebody who signed in with `aws sso login` (IAM Identity Center).
// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
#pragma once

#include <memory>
#include <string>

#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

struct SsoSettings {
  std::string session;  // name of the sso-session section; "" = the older form without one
  std::string start_url, region, account_id, role_name;
};

// `profile` is named in the advice to sign in. The sign-in itself is kept by the AWS tools in
// ~/.aws/sso/cache; it is read for each fetch, never renewed.
std::unique_ptr<CredentialProvider> SsoCredentials(Surroundings around, SsoSettings settings,
                                                   std::string profile);

}  // namespace millrace::storage::aws
