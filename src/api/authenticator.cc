#include "api/authenticator.h"

#include "api/accounts/cookies.h"
#include "api/accounts/origin.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxKnown = 10'000;
constexpr size_t kMaxCredential = 512;
// Sessions end by time as well, so what is remembered of them is soon checked again.
constexpr std::chrono::seconds kRemember{60};

bool ChangesSomething(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

// The token of "Token abc"; nothing for another scheme.
std::optional<std::string_view> TokenOf(std::string_view authorization) {
  const size_t space = authorization.find(' ');
  if (space == std::string_view::npos ||
      !EqualsIgnoreCase(authorization.substr(0, space), "Token")) {
    return std::nullopt;
  }
  return Trim(authorization.substr(space + 1));
}

}  // namespace

void Authenticator::Forget() {
  std::unique_lock lock(mutex_);
  ++generation_;
  known_.clear();
}

Result<std::shared_ptr<const labeling::Account>> Authenticator::Lookup(
    Kind kind, std::string_view credential) {
  if (credential.empty() || credential.size() > kMaxCredential) return nullptr;
  std::string key = crypto::Sha256(credential);
  key += static_cast<char>(kind);
  const auto now = clock_.Steady();
  {
    std::shared_lock lock(mutex_);
    const auto found = known_.find(key);
    if (found != known_.end() && now < found->second.until) return found->second.account;
  }
  const uint64_t generation = generation_;
  const Secret secret{std::string(credential)};
  ASSIGN_OR_RETURN(std::optional<labeling::Account> account, db_.Read([&](db::Connection& tx) {
    return kind == Kind::kToken ? labeling::AccountOfToken(tx, secret)
                                : labeling::AccountOfSession(tx, secret, clock_.Now());
  }));
  if (!account.has_value() || !account->active) return nullptr;
  auto shared = std::make_shared<const labeling::Account>(*std::move(account));
  std::unique_lock lock(mutex_);
  if (generation_ == generation) {  // else it may be out of date already
    if (known_.size() >= kMaxKnown) known_.clear();
    known_[std::move(key)] = {shared, now + kRemember};
  }
  return shared;
}

Result<Identity> Authenticator::Identify(const net::Request& request) {
  const std::string_view authorization = request.headers.Get("Authorization");
  if (const auto token = TokenOf(authorization); token.has_value()) {
    if (!options_.tokens) {
      return Fail(ErrorKind::kUnauthenticated, "Legacy API tokens are turned off on this server.",
                  "Start it with LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN=true, or sign in.");
    }
    ASSIGN_OR_RETURN(auto account, Lookup(Kind::kToken, *token));
    if (account == nullptr) return Fail(ErrorKind::kUnauthenticated, "Invalid token.");
    return Identity{Identity::Via::kToken, std::move(account)};
  }
  if (request.over_unix_socket) return Identity{Identity::Via::kOperator, nullptr};
  const std::string_view session = Cookie(request, kSessionCookie);
  if (session.empty()) return Identity{};
  ASSIGN_OR_RETURN(auto account, Lookup(Kind::kSession, session));
  if (account == nullptr) return Identity{};
  if (ChangesSomething(request.method))
    RETURN_IF_ERROR(RefuseForeignOrigin(request, options_.public_url));
  return Identity{Identity::Via::kSession, std::move(account)};
}

}  // namespace millrace::api
