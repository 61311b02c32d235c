// Keys of roles: lent by STS to somebody with a key, or with the token of an identity provider.
#pragma once

#include <functional>
#include <memory>

#include "storage/aws/credential_source.h"
#include "storage/aws/sts.h"

namespace millrace::storage::aws {

// Asked once per fetch.
using StsLocator = std::function<Result<StsEndpoint>()>;

// The key of a role, by the key of `base`.
std::unique_ptr<CredentialProvider> AssumedRole(Surroundings around, StsLocator locate, Role role,
                                                std::shared_ptr<CredentialProvider> base);

// The key of a role, by the token in role.web_identity_file, which is read for each fetch because
// those who write it replace it.
std::unique_ptr<CredentialProvider> WebIdentityRole(Surroundings around, StsLocator locate,
                                                    Role role);
// The same by AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN and AWS_ROLE_SESSION_NAME; none without the
// first.
std::unique_ptr<CredentialProvider> WebIdentityFromEnvironment(Surroundings around);

}  // namespace millrace::storage::aws
