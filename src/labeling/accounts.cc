#include "labeling/accounts.h"

#include <algorithm>

#include "base/ids.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/tasks.h"

namespace millrace::labeling {
namespace {

using db::Blob;

constexpr std::string_view kColumns =
    "id, email, username, first_name, last_name, password_hash, role, active, created_at, "
    "last_activity";
constexpr size_t kMaxEmail = 256;
// Label Studio's limits, in characters.
constexpr size_t kMinPassword = 8, kMaxPassword = 128;

Role RoleOf(std::string_view name) {
  if (name == RoleName(Role::kAdministrator)) return Role::kAdministrator;
  if (name == RoleName(Role::kManager)) return Role::kManager;
  return Role::kAnnotator;
}

Account AccountOf(const db::Row& row) {
  return {.id = row.Int(0),
          .email = row.String(1),
          .username = row.String(2),
          .first_name = row.String(3),
          .last_name = row.String(4),
          .password_hash = row.String(5),
          .role = RoleOf(row.Text(6)),
          .active = row.Bool(7),
          .created_at = FromMicros(row.Int(8)),
          .last_activity = row.Null(9) ? std::nullopt : std::optional(FromMicros(row.Int(9)))};
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

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kAdministrator: return "administrator";
    case Role::kManager: return "manager";
    case Role::kAnnotator: return "annotator";
  }
  return "annotator";
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
      "INSERT INTO account (id, email, first_name, last_name, password_hash, role, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7)",
      {id, email, given.first_name, given.last_name, given.password_hash, RoleName(given.role),
       ToMicros(now)}));
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
  RETURN_IF_ERROR(tx.Query("SELECT " + std::string(kColumns) + " FROM account ORDER BY id", {},
                           [&](const db::Row& row) { accounts.push_back(AccountOf(row)); }));
  return accounts;
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

Result<Secret> CreateSession(db::Connection& tx, int64_t account_id, Time now, Time expires) {
  Secret cookie(RandomHex(32));
  const std::string digest = crypto::Sha256(cookie.Reveal());
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE account_id = $1 AND expires_at <= $2",
                             {account_id, ToMicros(now)}));
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO session (digest, account_id, created_at, expires_at) VALUES ($1, $2, $3, $4)",
      {Blob{digest}, account_id, ToMicros(now), ToMicros(expires)}));
  return cookie;
}

Result<std::optional<Account>> AccountOfSession(db::Connection& tx, const Secret& cookie,
                                                Time now) {
  const std::string digest = crypto::Sha256(cookie.Reveal());
  return SelectOne(tx,
                   "WHERE active = 1 AND id = (SELECT account_id FROM session "
                   "WHERE digest = $1 AND expires_at > $2)",
                   {Blob{digest}, ToMicros(now)});
}

Result<void> EndSession(db::Connection& tx, const Secret& cookie) {
  const std::string digest = crypto::Sha256(cookie.Reveal());
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE digest = $1", {Blob{digest}}));
  return {};
}

Result<void> EndSessionsOf(db::Connection& tx, int64_t account_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE account_id = $1", {account_id}));
  return {};
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
