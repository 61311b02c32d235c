// Accounts and their legacy API tokens. The only owner of the table account.
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
std::optional<Role> ParseRole(std::string_view name);

struct Account {
  int64_t id = 0;
  std::string email, username, first_name, last_name;
  std::string password_hash;  // "" = no password yet: nobody can sign in with one
  Role role = Role::kAdministrator;
  bool active = true;  // false: no longer a member; may not sign in or use a token
  Time created_at{};
  std::optional<Time> last_activity;
  std::string phone;
  std::optional<bool> allow_newsletters;
  std::string custom_hotkeys = "{}";  // JSON object
  bool deleted = false;               // its name is gone; the row stands for what it labeled
};

struct NewAccount {
  std::string email;          // checked: one @, no spaces, at most 256 bytes; stored in lower case
  std::string password_hash;  // crypto::HashPassword, made by the caller outside the transaction
  std::string username, first_name, last_name;
  std::string phone;
  std::optional<bool> allow_newsletters;
  Role role = Role::kAdministrator;
};
// Also makes its legacy API token. kConflict if the address is taken.
Result<Account> CreateAccount(db::Connection& tx, const NewAccount& given,
                              const crypto::Sealer& sealer, Time now);
// Also a deleted one.
Result<Account> GetAccount(db::Connection& tx, int64_t id);
Result<std::optional<Account>> FindAccount(db::Connection& tx, const std::string& email);
// Without deleted ones, by id.
Result<std::vector<Account>> ListAccounts(db::Connection& tx);
// The first account of the server, whom nobody can remove or demote; nothing without accounts.
Result<std::optional<int64_t>> OwnerId(db::Connection& tx);

struct AccountPatch {
  std::optional<std::string> username, first_name, last_name, phone, custom_hotkeys;
  std::optional<std::optional<bool>> allow_newsletters;
  std::optional<Role> role;
  std::optional<bool> active;  // false also ends its sessions
};
// kDenied for another role than administrator, or no membership, of the owner.
Result<Account> UpdateAccount(db::Connection& tx, int64_t id, const AccountPatch& patch);
Result<void> SetPassword(db::Connection& tx, int64_t account_id, const std::string& password_hash);
// Ends all access of the account, frees its address and forgets its name. kDenied for the owner.
Result<void> DeleteAccount(db::Connection& tx, int64_t id, Time now);

// Legacy API token (40 hex characters, as Label Studio's).
Result<Secret> ApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer);
Result<Secret> ResetApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer);
Result<void> SetApiToken(db::Connection& tx, int64_t account_id, const Secret& token,
                         const crypto::Sealer& sealer);
// Only of an active account.
Result<std::optional<Account>> AccountOfToken(db::Connection& tx, const Secret& token);

// 8 characters or more; the sentence of Label Studio otherwise.
Result<void> CheckPassword(const Secret& password);

}  // namespace millrace::labeling
