// Who sends a request: legacy token, access token, session cookie or the operator's socket. The one
// place that knows.
#pragma once

#include <atomic>
#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "api/call.h"
#include "db/database.h"

namespace millrace::api {

// Thread-safe. Remembers the accounts of tokens and sessions, so that a request costs no read of
// the database; whoever changes an account, a token or a session calls Forget.
class Authenticator {
 public:
  struct Options {
    bool legacy_tokens = true;  // "Authorization: Token …", unless the organization decided
    std::string public_url;     // ours, for the Origin of calls by session cookie
  };
  Authenticator(db::Database& db, const Clock& clock, const crypto::Sealer& sealer, Options options)
      : db_(db), clock_(clock), sealer_(sealer), options_(std::move(options)) {}

  // Nobody without credentials. kUnauthenticated ("Invalid token.") for a wrong or closed legacy
  // token; a wrong or ended access token or session is nobody. kDenied for a call by session cookie
  // that changes something and that another site caused.
  Result<Identity> Identify(const net::Request& request);
  // After a change of accounts, tokens, sessions or the organization's rules.
  void Forget();

 private:
  struct Entry {
    std::shared_ptr<const labeling::Account> account;
    std::chrono::steady_clock::time_point until;
  };
  enum class Kind : char { kLegacy = 'l', kAccess = 'a', kSession = 's' };
  // Whose credential it is, and how long that may be remembered.
  struct Found {
    labeling::Account account;
    std::chrono::microseconds remember{};
  };
  using Lookup = Result<std::optional<Found>>;
  Result<std::shared_ptr<const labeling::Account>> Remembered(Kind kind,
                                                              std::string_view credential);
  Lookup Ask(Kind kind, const Secret& credential);
  Lookup AskLegacy(db::Connection& tx, const Secret& token);
  Lookup AskAccess(db::Connection& tx, const Secret& token);
  Lookup AskSession(const Secret& cookie);

  db::Database& db_;
  const Clock& clock_;
  const crypto::Sealer& sealer_;
  const Options options_;
  std::shared_mutex mutex_;
  std::unordered_map<std::string, Entry> known_;  // by kind and digest: no secret stays in memory
  std::atomic<uint64_t> generation_{0};           // Forget() raises it
};

}  // namespace millrace::api
