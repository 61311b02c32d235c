#include "labeling/accounts/sessions.h"

#include <algorithm>

#include "base/ids.h"
#include "crypto/digest.h"
#include "labeling/accounts/organization.h"

namespace millrace::labeling {
namespace {

using db::Blob;

}  // namespace

Result<Secret> CreateSession(db::Connection& tx, int64_t account_id, Time now) {
  ASSIGN_OR_RETURN(const Organization organization, GetOrganization(tx));
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE created_at <= $1 OR last_seen <= $2",
                             {ToMicros(now - organization.max_session_age),
                              ToMicros(now - organization.max_time_between_activity)}));
  Secret cookie(RandomHex(32));
  const std::string digest = crypto::Sha256(cookie.Reveal());
  RETURN_IF_ERROR(tx.Execute(
      "INSERT INTO session (digest, account_id, created_at, last_seen) VALUES ($1, $2, $3, $3)",
      {Blob{digest}, account_id, ToMicros(now)}));
  RETURN_IF_ERROR(tx.Execute("UPDATE account SET last_activity = $2 WHERE id = $1",
                             {account_id, ToMicros(now)}));
  return cookie;
}

Result<std::optional<Session>> FindSession(db::Connection& tx, const Secret& cookie, Time now) {
  const std::string digest = crypto::Sha256(cookie.Reveal());
  int64_t account_id = 0;
  Time created{};
  Session session;
  RETURN_IF_ERROR(
      tx.Query("SELECT account_id, created_at, last_seen FROM session WHERE digest = $1",
               {Blob{digest}}, [&](const db::Row& row) {
                 account_id = row.Int(0);
                 created = FromMicros(row.Int(1));
                 session.last_seen = FromMicros(row.Int(2));
               }));
  if (account_id == 0) return std::nullopt;
  ASSIGN_OR_RETURN(const Organization organization, GetOrganization(tx));
  session.max_inactivity = organization.max_time_between_activity;
  session.ends = std::min<Time>(created + organization.max_session_age,
                                session.last_seen + organization.max_time_between_activity);
  if (session.ends <= now) return std::nullopt;
  ASSIGN_OR_RETURN(session.account, GetAccount(tx, account_id));
  if (!session.account.active) return std::nullopt;
  return session;
}

Result<void> TouchSession(db::Connection& tx, const Secret& cookie, Time now) {
  const std::string digest = crypto::Sha256(cookie.Reveal());
  RETURN_IF_ERROR(
      tx.Execute("UPDATE session SET last_seen = $2 WHERE digest = $1 AND last_seen < $2",
                 {Blob{digest}, ToMicros(now)}));
  RETURN_IF_ERROR(
      tx.Execute("UPDATE account SET last_activity = $2 WHERE id = "
                 "(SELECT account_id FROM session WHERE digest = $1)",
                 {Blob{digest}, ToMicros(now)}));
  return {};
}

Result<void> EndSession(db::Connection& tx, const Secret& cookie) {
  const std::string digest = crypto::Sha256(cookie.Reveal());
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE digest = $1", {Blob{digest}}));
  return {};
}

Result<void> EndSessionsOf(db::Connection& tx, int64_t account_id, const Secret& keep) {
  const std::string digest = keep.empty() ? std::string() : crypto::Sha256(keep.Reveal());
  RETURN_IF_ERROR(tx.Execute("DELETE FROM session WHERE account_id = $1 AND digest <> $2",
                             {account_id, Blob{digest}}));
  return {};
}

}  // namespace millrace::labeling
