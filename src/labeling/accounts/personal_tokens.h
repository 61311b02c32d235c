// Personal access tokens, as Label Studio 1.23.2 has them: a JSON Web Token of kind "refresh" that
// a person keeps, exchanged for short-lived ones of kind "access" that requests carry. The only
// owner of the table personal_token.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "labeling/accounts/accounts.h"

namespace millrace::labeling {

inline constexpr std::chrono::days kRefreshLifetime{200 * 365};
inline constexpr std::chrono::minutes kAccessLifetime{5};

// A refresh token that is neither revoked nor ended, and whose account is active.
struct PersonalToken {
  std::string id;  // the claim jti
  int64_t account_id = 0;
  int64_t issued_at = 0, expires_at = 0;  // seconds since 1970
};

Result<std::vector<PersonalToken>> PersonalTokensOf(db::Connection& tx, int64_t account_id,
                                                    Time now);
// What lists show of it: the token without its signature.
std::string TextOf(const PersonalToken& token);

// The signed refresh token, which is not stored and never given again.
Result<Secret> CreatePersonalToken(db::Connection& tx, int64_t account_id,
                                   const crypto::Sealer& sealer, Time now);
// By its signed text.
Result<std::optional<PersonalToken>> FindPersonalToken(db::Connection& tx, std::string_view text,
                                                       const crypto::Sealer& sealer, Time now);
// By its text with or without a signature, as Label Studio's account page sends it: the random id
// in it is what proves that the sender knows it.
Result<std::optional<PersonalToken>> FindListedToken(db::Connection& tx, std::string_view text,
                                                     Time now);
// Was it a token of this server that somebody revoked?
Result<bool> IsRevoked(db::Connection& tx, std::string_view text);
Result<void> RevokePersonalToken(db::Connection& tx, const std::string& id, Time now);

// A new access token for this refresh token; it ends with it.
Result<Secret> MakeAccessToken(db::Connection& tx, const PersonalToken& refresh,
                               const crypto::Sealer& sealer, Time now);
struct AccessTokenUse {
  Account account;
  Time ends{};
};
// Whose access token this is; nothing unless it and its refresh token are valid.
Result<std::optional<AccessTokenUse>> FindAccessToken(db::Connection& tx, std::string_view text,
                                                      const crypto::Sealer& sealer, Time now);

}  // namespace millrace::labeling
