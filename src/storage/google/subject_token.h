// The token of another identity provider that Google exchanges for its own.
// https://google.aip.dev/auth/4117
#pragma once

#include "base/result.h"
#include "base/secret.h"
#include "storage/google/access_token.h"
#include "storage/google/credential_file.h"
#include "storage/google/token_request.h"

namespace millrace::storage::google {

// Reads the file, asks the URL, or signs a GetCallerIdentity with the AWS identity of the
// environment or the machine.
Result<Secret> FetchSubjectToken(const Caller& caller, const Subject& subject,
                                 const ExternalAccount& account);

}  // namespace millrace::storage::google
