#include "labeling/accounts/password_resets.h"

#include "base/ids.h"
#include "crypto/digest.h"
#include "labeling/accounts/sessions.h"

namespace millrace::labeling {
namespace {

using db::Blob;

}  // namespace

Result<Secret> CreatePasswordReset(db::Connection& tx, int64_t account_id, Time now) {
  ASSIGN_OR_RETURN(const Account account, GetAccount(tx, account_id));
  if (account.deleted)
    return Fail(ErrorKind::kNotFound, "There is no account " + std::to_string(account_id) + ".");
  Secret token(RandomHex(32));
  const std::string digest = crypto::Sha256(token.Reveal());
  RETURN_IF_ERROR(tx.Execute("DELETE FROM password_reset WHERE account_id = $1 OR expires_at <= $2",
                             {account_id, ToMicros(now)}));
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO password_reset (digest, account_id, expires_at) VALUES ($1, $2, $3)",
                 {Blob{digest}, account_id, ToMicros(now + kPasswordResetLifetime)}));
  return token;
}

Result<std::optional<Account>> FindPasswordReset(db::Connection& tx, const Secret& token,
                                                 Time now) {
  const std::string digest = crypto::Sha256(token.Reveal());
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> id,
      tx.QueryInt("SELECT account_id FROM password_reset WHERE digest = $1 AND expires_at > $2",
                  {Blob{digest}, ToMicros(now)}));
  if (!id.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(Account account, GetAccount(tx, *id));
  if (!account.active) return std::nullopt;
  return std::optional(std::move(account));
}

Result<void> SettlePasswordReset(db::Connection& tx, int64_t account_id) {
  RETURN_IF_ERROR(tx.Execute("DELETE FROM password_reset WHERE account_id = $1", {account_id}));
  return EndSessionsOf(tx, account_id);
}

}  // namespace millrace::labeling
