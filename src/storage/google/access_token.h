// OAuth 2.0 access tokens: fetched, kept, renewed before they end.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "net/http_client.h"

namespace millrace::storage::google {

// How requests for credentials are sent. What it points to outlives every user.
struct Caller {
  net::HttpClient* http = nullptr;
  Clock* clock = nullptr;
  // Of whoever gave the credentials: their URLs are fetched under this policy.
  net::AddressPolicy addresses = net::AddressPolicy::kTrusted;
  // Environment variables, as getenv.
  std::function<std::optional<std::string>(const std::string&)> env;
};

struct AccessToken {
  Secret value;
  Time expires{};
};

// Where tokens come from. Thread-safe.
class TokenSource {
 public:
  virtual ~TokenSource() = default;
  // Asks the other side; may wait.
  virtual Result<AccessToken> Fetch() = 0;
};

// Keeps the token of a source. Thread-safe.
class TokenCache {
 public:
  TokenCache(std::unique_ptr<TokenSource> source, Clock& clock)
      : source_(std::move(source)), clock_(clock) {}

  // A token that lives for some time yet. One caller at a time fetches a new one, four minutes (of
  // a short life its last quarter) before the old one ends; others keep using the old one, or wait
  // if there is none and share what comes.
  Result<std::shared_ptr<const AccessToken>> Get();

  // The other side did not take this token: it is not given out again. Does not block.
  void Refused(const AccessToken& token);

 private:
  const std::unique_ptr<TokenSource> source_;
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable fetched_;
  std::shared_ptr<const AccessToken> token_;
  Time renew_{};  // from when on a new token is fetched
  bool fetching_ = false;
  uint64_t round_ = 0;            // fetches that ended
  std::optional<Error> failure_;  // of the last one
};

}  // namespace millrace::storage::google
