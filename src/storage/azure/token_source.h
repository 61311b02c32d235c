// Access tokens of Microsoft Entra ID, kept until shortly before they end.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"

namespace millrace::storage::azure {

struct Token {
  Secret value;
  Time expires{};
  Time fetched{};
};

// Thread-safe. One thread fetches while the others wait.
class TokenSource {
 public:
  // `fetch` asks for a new token; `name` is whose it is: "client 1111… of tenant contoso.com".
  using Fetch = std::function<Result<Token>()>;
  TokenSource(std::string name, Fetch fetch, Clock& clock)
      : name_(std::move(name)), fetch_(std::move(fetch)), clock_(clock) {}

  // Renews a token five minutes before it ends; while that fails for now, the old one serves until
  // its end. A failure is remembered for ten seconds, so that many requests cost one question.
  Result<std::shared_ptr<const Token>> Get();

  // The store refused `token` with 401. True if a new one may do better: not if this one is only
  // seconds old. Does not block.
  bool Reject(const std::shared_ptr<const Token>& token);

  const std::string& name() const { return name_; }

 private:
  const std::string name_;
  const Fetch fetch_;
  Clock& clock_;
  std::mutex fetching_;  // before mutex_
  std::mutex mutex_;
  std::shared_ptr<const Token> token_;
  Error failure_;
  Time failed_{};  // when; 0 = the last fetch succeeded
};

}  // namespace millrace::storage::azure
