// Browser sessions. The cookie's value is returned once and only its digest is stored; the
// organization's policy says when a session ends. The only owner of the table session.
#pragma once

#include <optional>

#include "labeling/accounts/accounts.h"

namespace millrace::labeling {

Result<Secret> CreateSession(db::Connection& tx, int64_t account_id, Time now);

struct Session {
  Account account;
  Time last_seen{};
  Time ends{};  // by the policy, if nothing more is heard of it
  std::chrono::minutes max_inactivity{};
};
// Of an active account, not yet ended.
Result<std::optional<Session>> FindSession(db::Connection& tx, const Secret& cookie, Time now);
// It is in use: its time without activity begins again.
Result<void> TouchSession(db::Connection& tx, const Secret& cookie, Time now);

Result<void> EndSession(db::Connection& tx, const Secret& cookie);
// All but `keep`, if that is not empty.
Result<void> EndSessionsOf(db::Connection& tx, int64_t account_id, const Secret& keep = Secret());

}  // namespace millrace::labeling
