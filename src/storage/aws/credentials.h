// Where the credentials of a request come from. The sources themselves: credential_sources.h,
// profile_credentials.h.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "storage/aws/profile.h"
#include "storage/aws/sigv4.h"

namespace millrace::storage::aws {

using SharedCredentials = std::shared_ptr<const Credentials>;

// One source of credentials. Get() is called for every request and from many threads, so what a
// source reads or fetches it keeps, and renews it before it expires.
class CredentialProvider {
 public:
  virtual ~CredentialProvider() = default;

  // nullptr: this source has none, ask the next one. An Error: it should have some but cannot give
  // them; no other source is asked then, so that a typing error never selects another identity.
  virtual Result<SharedCredentials> Get() = 0;

  // For messages, as it stands behind "from": "the storage's settings", "profile \"ml\"".
  virtual std::string Name() const = 0;

  // A service said that `refused`, which Get gave, have expired. True: the next Get may give
  // others. Does not block.
  virtual bool Renew(const Credentials& /*refused*/) { return false; }
};

using CredentialProviders = std::vector<std::unique_ptr<CredentialProvider>>;

// Credentials that somebody lends for a while. Fetched when they are needed first, again from five
// minutes before they expire, by one thread at a time. While that fails, those that are still valid
// are used.
class LentCredentials : public CredentialProvider {
 public:
  explicit LentCredentials(Clock& clock) : clock_(clock) {}
  Result<SharedCredentials> Get() final;
  bool Renew(const Credentials& refused) final;

 protected:
  // Asks for new ones; as Get. Never called by two threads at once.
  virtual Result<SharedCredentials> Fetch() = 0;

 private:
  bool Fresh() const;
  bool Usable() const;

  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable fetched_;
  bool fetching_ = false;
  uint64_t fetches_ = 0;  // that ended
  std::optional<Result<SharedCredentials>> last_;
  SharedCredentials current_;
  bool refused_ = false;  // `current_` is of no use any more
  Time not_before_{};     // until then `current_` serves even if it seems old
};

// The pair of a key, and perhaps a token. nullptr if both parts are blank; kInvalid, naming the
// part and `source`, if one is.
Result<SharedCredentials> MakeCredentials(std::string_view id, std::string_view secret,
                                          std::string_view token, std::string_view id_name,
                                          std::string_view secret_name, const std::string& source);

// The storage's own parameters. None if both parts are empty; kInvalid if one of them is.
std::unique_ptr<CredentialProvider> StaticCredentials(Secret access_key_id,
                                                      Secret secret_access_key,
                                                      Secret session_token);
// AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN; blank ones count as missing.
std::unique_ptr<CredentialProvider> EnvironmentCredentials(const EnvironmentVariables& env);

// Asks the sources in their order and stays with the first that has credentials. kUnauthenticated
// names all that were asked when none has any.
std::unique_ptr<CredentialProvider> CredentialChain(CredentialProviders sources);

}  // namespace millrace::storage::aws
