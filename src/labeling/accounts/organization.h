// The one organization of a server: its name, its sign-up link, which API tokens it accepts and how
// long sessions last. The only owner of the table organization.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/sealer.h"
#include "db/database.h"

namespace millrace::labeling {

inline constexpr int64_t kOrganizationId = 1;

struct Organization {
  std::string title;
  std::optional<std::string> contact_info;
  Time created_at{};  // with its first account; the epoch before
  Time updated_at{};
  bool api_tokens_enabled = true;                 // personal access tokens
  std::optional<bool> legacy_api_tokens_enabled;  // nothing: as the server was started
  std::chrono::minutes max_session_age{0}, max_time_between_activity{0};
  Time policy_updated_at{};
};
Result<Organization> GetOrganization(db::Connection& tx);

struct OrganizationPatch {
  std::optional<std::string> title;
  std::optional<std::optional<std::string>> contact_info;
  std::optional<bool> api_tokens_enabled, legacy_api_tokens_enabled;
  std::optional<int64_t> max_session_age, max_time_between_activity;  // minutes
};
Result<Organization> UpdateOrganization(db::Connection& tx, const OrganizationPatch& patch,
                                        Time now);

// The token of its sign-up link; nothing until it is first reset.
Result<std::optional<Secret>> InviteToken(db::Connection& tx, const crypto::Sealer& sealer);
Result<Secret> ResetInviteToken(db::Connection& tx, const crypto::Sealer& sealer);
Result<bool> IsInviteToken(db::Connection& tx, const Secret& token);

// The key that signs personal access tokens; nothing until one was made.
Result<std::optional<Secret>> SigningKey(db::Connection& tx, const crypto::Sealer& sealer);
Result<Secret> MakeSigningKey(db::Connection& tx, const crypto::Sealer& sealer);  // once

}  // namespace millrace::labeling
