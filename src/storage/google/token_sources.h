// The ways to an access token, one per kind of account. All are for TokenCache.
#pragma once

#include <memory>
#include <string>

#include "storage/google/access_token.h"
#include "storage/google/credential_file.h"
#include "storage/google/iam.h"
#include "storage/google/token_request.h"

namespace millrace::storage::google {

inline constexpr std::string_view kStorageScope =
    "https://www.googleapis.com/auth/devstorage.read_write";
inline constexpr std::string_view kCloudScope = "https://www.googleapis.com/auth/cloud-platform";

// https://developers.google.com/identity/protocols/oauth2/service-account: a JWT that the key signs
// is exchanged for a token. In another universe the JWT itself is the token
// (https://google.aip.dev/auth/4111).
std::unique_ptr<TokenSource> ServiceAccountTokens(Caller caller, Subject subject,
                                                  ServiceAccountKey key, std::string scope,
                                                  bool self_signed);

// A person's login (RFC 6749 §6).
std::unique_ptr<TokenSource> UserTokens(Caller caller, Subject subject, AuthorizedUser user);

// https://google.aip.dev/auth/4117: another provider's token is exchanged (RFC 8693).
// Impersonation is not part of it.
std::unique_ptr<TokenSource> FederatedTokens(Caller caller, Subject subject,
                                             ExternalAccount account);

// As the service account of `iam`.
std::unique_ptr<TokenSource> ImpersonatedTokens(std::shared_ptr<IamAccount> iam, std::string scope,
                                                int64_t seconds);

// https://cloud.google.com/compute/docs/metadata/overview: the account of the machine. `asked` says
// where credentials were looked for before: when there is no such server, the Error names it all.
std::unique_ptr<TokenSource> MachineTokens(Caller caller, std::string asked);
// The e-mail address of that account.
Result<std::string> MachineEmail(const Caller& caller);

}  // namespace millrace::storage::google
