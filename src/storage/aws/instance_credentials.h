// Keys of the role of an EC2 instance: its metadata service, version 2.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html
#pragma once

#include <memory>
#include <string>

#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

// None where AWS_EC2_METADATA_DISABLED says so, where nothing answers within a second (remembered
// for five minutes by the whole process) and where the instance has no role. `required`: that is an
// Error then, because a profile names this source.
std::unique_ptr<CredentialProvider> InstanceCredentials(Surroundings around, bool required = false);

// "http://169.254.169.254" or what AWS_EC2_METADATA_SERVICE_ENDPOINT(_MODE) or the profile say.
Result<std::string> InstanceMetadataUrl(const Surroundings& around);

}  // namespace millrace::storage::aws
