// One-time links with which a person sets a new password. The only owner of the table
// password_reset.
#pragma once

#include <chrono>
#include <optional>

#include "labeling/accounts/accounts.h"

namespace millrace::labeling {

inline constexpr std::chrono::hours kPasswordResetLifetime{24};

// The link's token; earlier ones of the account end. kNotFound for an unknown or deleted account.
Result<Secret> CreatePasswordReset(db::Connection& tx, int64_t account_id, Time now);
// Whose password it may set; nothing once it was used or has ended.
Result<std::optional<Account>> FindPasswordReset(db::Connection& tx, const Secret& token, Time now);
// Every link of the account, and every session: a password was set.
Result<void> SettlePasswordReset(db::Connection& tx, int64_t account_id);

}  // namespace millrace::labeling
