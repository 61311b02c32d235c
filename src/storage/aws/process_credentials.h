// Keys that a program of the operator prints.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "storage/aws/credential_source.h"

namespace millrace::storage::aws {

// `command` stands in the operator's profile and is run by the shell, as the AWS tools do; it has a
// minute. `profile` is its name, for messages.
std::unique_ptr<CredentialProvider> ProcessCredentials(
    Surroundings around, std::string command, std::string profile,
    std::chrono::milliseconds timeout = std::chrono::minutes(1));

}  // namespace millrace::storage::aws
