// Keys from the container's agent: ECS tasks, EKS Pod Identity, Greengrass.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
#pragma once

#include <memory>
#include <string>

#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

// AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or …_FULL_URI, with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
// or …_TOKEN. None if neither URI is set.
std::unique_ptr<CredentialProvider> ContainerCredentials(Surroundings around);

// The URL that they name; "" if none does. kInvalid for plain http to other hosts than this machine
// and the agents' own addresses: whoever answers there would choose our identity.
Result<std::string> ContainerUrl(const Surroundings& around);

}  // namespace millrace::storage::aws
