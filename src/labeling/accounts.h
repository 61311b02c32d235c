// Accounts, their API tokens and browser sessions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "crypto/sealer.h"
#include "db/database.h"

namespace millrace::labeling {

enum class Role { kAdministrator, kManager, kAnnotator };
std::string_view RoleName(Role role);

struct Account {
  int64_t id = 0;
  std::string email, username, first_name, last_name;
  std::string password_hash;
  Role role = Role::kAdministrator;
  bool active = true;
  Time created_at{};
  std::optional<Time> last_activity;
};

struct NewAccount {
  std::string email;          // checked: one @, no spaces, at most 256 bytes; stored in lower case
  std::string password_hash;  // crypto::HashPassword, made by the caller outside the transaction
  std::string first_name, last_name;
  Role role = Role::kAdministrator;
};
// Also makes its legacy API token. kConflict if the address is taken.
Result<Account> CreateAccount(db::Connection& tx, const NewAccount& given,
                              const crypto::Sealer& sealer, Time now);
Result<Account> GetAccount(db::Connection& tx, int64_t id);
Result<std::optional<Account>> FindAccount(db::Connection& tx, const std::string& email);
Result<std::vector<Account>> ListAccounts(db::Connection& tx);
Result<void> SetPassword(db::Connection& tx, int64_t account_id, const std::string& password_hash);

// Legacy API token (40 hex characters, as Label Studio's).
Result<Secret> ApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer);
Result<Secret> ResetApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer);
Result<void> SetApiToken(db::Connection& tx, int64_t account_id, const Secret& token,
                         const crypto::Sealer& sealer);
Result<std::optional<Account>> AccountOfToken(db::Connection& tx, const Secret& token);

// Browser sessions. The cookie's value is returned once and only its digest is stored.
Result<Secret> CreateSession(db::Connection& tx, int64_t account_id, Time now, Time expires);
Result<std::optional<Account>> AccountOfSession(db::Connection& tx, const Secret& cookie, Time now);
Result<void> EndSession(db::Connection& tx, const Secret& cookie);
Result<void> EndSessionsOf(db::Connection& tx, int64_t account_id);

// 8 characters or more; the sentence of Label Studio otherwise.
Result<void> CheckPassword(const Secret& password);

}  // namespace millrace::labeling
