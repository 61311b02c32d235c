// Where the credentials of a request come from: the storage's own parameters, the environment, a
// profile of ~/.aws. https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "storage/aws/profile.h"
#include "storage/aws/sigv4.h"

namespace millrace::storage::aws {

// One source of credentials. Get() is called for every request and from many threads, so what a
// source reads or fetches it keeps, and renews it before it expires.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;

  // nullptr: this source has none, ask the next one. An Error: it should have some but cannot give
  // them; no other source is asked then, so that a typing error never selects another identity.
  virtual Result<std::shared_ptr<const Credentials>> Get() = 0;

  // For messages: "the storage's settings", "profile \"ml\" in /home/ann/.aws/credentials".
  virtual std::string Name() const = 0;
};

using CredentialProviders = std::vector<std::unique_ptr<CredentialProvider>>;

// The storage's own parameters. None if both parts are empty; kInvalid if one of them is.
std::unique_ptr<CredentialProvider> StaticCredentials(Secret access_key_id,
                                                      Secret secret_access_key,
                                                      Secret session_token);
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; blank ones count as missing.
std::unique_ptr<CredentialProvider> EnvironmentCredentials(EnvironmentVariables env);
// The static keys of the selected profile. The files are read once, at the first Get().
std::unique_ptr<CredentialProvider> ProfileCredentials(EnvironmentVariables env, std::string home);

// Asks the sources in their order and stays with the first that has credentials. kUnauthenticated
// names all that were asked when none has any.
std::unique_ptr<CredentialProvider> CredentialChain(CredentialProviders sources);

}  // namespace millrace::storage::aws
