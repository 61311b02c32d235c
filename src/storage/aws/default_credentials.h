// The chain of sources that all AWS tools share, for a server: environment, profile, web identity,
// container, instance.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <memory>

#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

// What the profile of around.files says, all kinds (profile_chain.h). None if it says nothing about
// credentials; kUnauthenticated if it was chosen by name and does not exist. When its key is
// refused as expired, the files are read again.
std::unique_ptr<CredentialProvider> ProfileCredentials(Surroundings around);

// The sources in their order, to be put into a CredentialChain behind those of a storage.
CredentialProviders DefaultSources(const Surroundings& around);

}  // namespace millrace::storage::aws
