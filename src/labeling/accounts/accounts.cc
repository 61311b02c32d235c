#include "labeling/accounts/accounts.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/accounts/members.h"
#include "labeling/accounts/sessions.h"
#include "labeling/queue/task_locks.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {
namespace {

using db::Blob;

constexpr std::string_view kColumns =
    "id, email, username, first_name, last_name, password_hash, role, active, created_at, "
    "last_activity, phone, allow_newsletters, custom_hotkeys, deleted_at";
constexpr size_t kMaxEmail = 256;
// Label Studio's limits, in characters.
constexpr size_t kMinPassword = 8, kMaxPassword = 128;

Account AccountOf(const db::Row& row) {
  return {.id = row.Int(0),
          .email = row.String(1),
          .username = row.String(2),
          .first_name = row.String(3),
          .last_name = row.String(4),
          .password_hash = row.String(5),
          .role = ParseRole(row.Text(6)).value_or(Role::kAnnotator),
          .active = row.Bool(7),
          .created_at = FromMicros(row.Int(8)),
          .last_activity = row.Null(9) ? std::nullopt : std::optional(FromMicros(row.Int(9))),
          .phone = row.String(10),
          .allow_newsletters = row.Null(11) ? std::nullopt : std::optional(row.Bool(11)),
          .custom_hotkeys = row.String(12),
          .deleted = !row.Null(13)};
}

Result<std::optional<Account>> SelectOne(db::Connection& tx, std::string_view rest, db::Args args) {
  std::optional<Account> account;
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM account " + std::string(rest),
                           args, [&](const db::Row& row) { account = AccountOf(row); }));
  return account;
}

Result<std::string> CheckedEmail(const std::string& given) {
  const std::string email = ToLower(Trim(given));
  const auto at = email.find('@');
  const bool one_at = at != email.npos && at == email.rfind('@') && at > 0 && at + 1 < email.size();
  const bool printable =
      std::ranges::all_of(email, [](unsigned char c) { return c > ' ' && c != 0x7F; });
  if (!one_at || !printable || email.size() > kMaxEmail || !IsUtf8(email)) {
    return FailField("email", "Enter a valid email address.");
  }
  return email;
}

std::unexpected<Error> NoAccount(int64_t id) {
  return Fail(ErrorKind::kNotFound, "There is no account " + std::to_string(id) + ".");
}

// Somebody must always be able to administer the server.
Result<void> CheckNotOwner(db::Connection& tx, int64_t id, std::string_view what) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> owner, OwnerId(tx));
  if (owner != id) return {};
  return Fail(ErrorKind::kDenied, "The organization owner cannot be " + std::string(what));
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kAdministrator: return "administrator";
    case Role::kManager: return "manager";
    case Role::kAnnotator: return "annotator";
  }
  return "annotator";
}

std::optional<Role> ParseRole(std::string_view name) {
  for (const Role role : {Role::kAdministrator, Role::kManager, Role::kAnnotator}) {
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

Result<Account> CreateAccount(db::Connection& tx, const NewAccount& given,
                              const crypto::Sealer& sealer, Time now) {
  ASSIGN_OR_RETURN(const std::string email, CheckedEmail(given.email));
  ASSIGN_OR_RETURN(const auto taken, FindAccount(tx, email));
  if (taken.has_value()) {
    auto failure = FailField("email", "There is already an account for " + email + ".");
    failure.error().kind = ErrorKind::kConflict;
    failure.error().advice = "Sign in, or use another address.";
    return failure;
  }
  ASSIGN_OR_RETURN(const int64_t id, AllocateIds(tx, "account", 1));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO account (id, email, username, first_name, last_name, phone, allow_newsletters, "
      "password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {id, email, given.username, given.first_name, given.last_name, given.phone,
       given.allow_newsletters, given.password_hash, RoleName(given.role), ToMicros(now)}));
  RETURN_IF_ERROR(ResetApiToken(tx, id, sealer));
  return GetAccount(tx, id);
}

Result<Account> GetAccount(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(auto account, SelectOne(tx, "WHERE id = $1", {id}));
  if (!account.has_value()) return NoAccount(id);
  return *std::move(account);
}

Result<std::optional<Account>> FindAccount(db::Connection& tx, const std::string& email) {
  const std::string lower = ToLower(Trim(email));
  return SelectOne(tx, "WHERE email = $1", {lower});
}

Result<std::vector<Account>> ListAccounts(db::Connection& tx) {
  std::vector<Account> accounts;
  RETURN_IF_ERROR(tx.Query(
      "SELECT " + std::string(kColumns) + " FROM account WHERE deleted_at IS NULL ORDER BY id", {},
      [&](const db::Row& row) { accounts.push_back(AccountOf(row)); }));
  return accounts;
}

Result<std::optional<int64_t>> OwnerId(db::Connection& tx) {
  return tx.QueryInt("SELECT id FROM account WHERE deleted_at IS NULL ORDER BY id LIMIT 1");
}

Result<Account> UpdateAccount(db::Connection& tx, int64_t id, const AccountPatch& patch) {
  ASSIGN_OR_RETURN(Account account, GetAccount(tx, id));
  if (account.deleted) return NoAccount(id);
  if (patch.role.has_value() && *patch.role != Role::kAdministrator)
    RETURN_IF_ERROR(CheckNotOwner(tx, id, "given another role."));
  if (patch.active.has_value() && !*patch.active)
    RETURN_IF_ERROR(CheckNotOwner(tx, id, "removed."));
  if (patch.username.has_value()) account.username = *patch.username;
  if (patch.first_name.has_value()) account.first_name = *patch.first_name;
  if (patch.last_name.has_value()) account.last_name = *patch.last_name;
  if (patch.phone.has_value()) account.phone = *patch.phone;
  if (patch.custom_hotkeys.has_value()) account.custom_hotkeys = *patch.custom_hotkeys;
  if (patch.allow_newsletters.has_value()) account.allow_newsletters = *patch.allow_newsletters;
  if (patch.role.has_value()) account.role = *patch.role;
  if (patch.active.has_value()) account.active = *patch.active;
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE account SET username = $2, first_name = $3, last_name = $4, phone = $5, "
      "custom_hotkeys = $6, allow_newsletters = $7, role = $8, active = $9 "
      "WHERE id = $1",
      {id, account.username, account.first_name, account.last_name, account.phone,
       account.custom_hotkeys, account.allow_newsletters, RoleName(account.role), account.active}));
  if (!account.active) RETURN_IF_ERROR(EndSessionsOf(tx, id));
  return account;
}

Result<void> DeleteAccount(db::Connection& tx, int64_t id, Time now) {
  ASSIGN_OR_RETURN(const Account account, GetAccount(tx, id));
  if (account.deleted) return NoAccount(id);
  RETURN_IF_ERROR(CheckNotOwner(tx, id, "deleted"));
  RETURN_IF_ERROR(EndSessionsOf(tx, id));
  for (const std::string_view sql : {"DELETE FROM personal_token WHERE account_id = $1",
                                     "DELETE FROM password_reset WHERE account_id = $1",
                                     "DELETE FROM product_tour WHERE account_id = $1"}) {
    RETURN_IF_ERROR(tx.Execute(sql, {id}));
  }
  RETURN_IF_ERROR(DropMemberships(tx, id));
  RETURN_IF_ERROR(ReleaseLocksOf(tx, id));
  // No address that anybody can have: it lacks the @.
  const std::string nobody = "deleted-" + std::to_string(id);
  RETURN_IF_ERROR(tx.Execute(
      "UPDATE account SET email = $2, username = '', first_name = 'Deleted', last_name = 'User', "
      "phone = '', custom_hotkeys = '{}', allow_newsletters = NULL, password_hash = '', "
      "token_digest = NULL, token_sealed = NULL, active = 0, deleted_at = $3 WHERE id = $1",
      {id, nobody, ToMicros(now)}));
  return {};
}

Result<void> SetPassword(db::Connection& tx, int64_t account_id, const std::string& password_hash) {
  ASSIGN_OR_RETURN(const int64_t changed,
                   tx.Execute("UPDATE account SET password_hash = $2 WHERE id = $1",
                              {account_id, password_hash}));
  if (changed == 0) return NoAccount(account_id);
  return {};
}

Result<Secret> ApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer) {
  std::optional<std::string> sealed;
  bool found = false;
  RETURN_IF_ERROR(tx.Query("SELECT token_sealed FROM account WHERE id = $1", {account_id},
                           [&](const db::Row& row) {
                             found = true;
                             sealed = row.MaybeString(0);
                           }));
  if (!found) return NoAccount(account_id);
  if (!sealed.has_value()) {
    return Fail(ErrorKind::kNotFound, "The account has no API token.", "Reset the token.");
  }
  return sealer.Open(*sealed);
}

Result<Secret> ResetApiToken(db::Connection& tx, int64_t account_id, const crypto::Sealer& sealer) {
  Secret token(RandomHex(20));
  RETURN_IF_ERROR(SetApiToken(tx, account_id, token, sealer));
  return token;
}

Result<void> SetApiToken(db::Connection& tx, int64_t account_id, const Secret& token,
                         const crypto::Sealer& sealer) {
  const std::string digest = crypto::Sha256(token.Reveal());
  const std::string sealed = sealer.Seal(token.Reveal());
  auto changed = tx.Execute("UPDATE account SET token_digest = $2, token_sealed = $3 WHERE id = $1",
                            {account_id, Blob{digest}, Blob{sealed}});
  if (!changed.has_value() && changed.error().kind == ErrorKind::kConflict) {
    return Fail(ErrorKind::kConflict, "Another account uses this API token.",
                "Give each account a token of its own.");
  }
  RETURN_IF_ERROR(changed);
  if (*changed == 0) return NoAccount(account_id);
  return {};
}

Result<std::optional<Account>> AccountOfToken(db::Connection& tx, const Secret& token) {
  const std::string digest = crypto::Sha256(token.Reveal());
  return SelectOne(tx, "WHERE token_digest = $1 AND active = 1", {Blob{digest}});
}

Result<void> CheckPassword(const Secret& password) {
  const std::string_view text = password.Reveal();
  // Bytes 10xxxxxx continue a UTF-8 character.
  const auto characters = static_cast<size_t>(
      std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; }));
  if (characters < kMinPassword || characters > kMaxPassword) {
    return FailField("password", "Please enter a password 8–128 characters in length.");
  }
  return {};
}

}  // namespace millrace::labeling
