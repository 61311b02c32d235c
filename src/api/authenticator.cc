#include "api/authenticator.h"

#include <algorithm>

#include "api/accounts/cookies.h"
#include "api/accounts/origin.h"
#include "base/log.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "labeling/accounts/organization.h"
#include "labeling/accounts/personal_tokens.h"
#include "labeling/accounts/sessions.h"

namespace millrace::api {
namespace {

constexpr size_t kMaxKnown = 10'000;
constexpr size_t kMaxCredential = 1024;
constexpr std::chrono::seconds kRemember{60};

bool ChangesSomething(std::string_view method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

// The credential of "Token abc" or "Bearer abc"; nothing for another scheme.
std::optional<std::string_view> CredentialOf(std::string_view authorization,
                                             std::string_view scheme) {
  const size_t end = std::min(authorization.find(' '), authorization.size());
  if (!EqualsIgnoreCase(authorization.substr(0, end), scheme)) return std::nullopt;
  return Trim(authorization.substr(end));
}

}  // namespace

void Authenticator::Forget() {
  std::unique_lock lock(mutex_);
  ++generation_;
  known_.clear();
}

Result<std::shared_ptr<const labeling::Account>> Authenticator::Remembered(
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
  ASSIGN_OR_RETURN(std::optional<Found> found, Ask(kind, Secret(std::string(credential))));
  if (!found.has_value() || !found->account.active) return nullptr;
  auto shared = std::make_shared<const labeling::Account>(std::move(found->account));
  std::unique_lock lock(mutex_);
  if (generation_ == generation) {  // else it may be out of date already
    if (known_.size() >= kMaxKnown) known_.clear();
    known_[std::move(key)] = {shared, now + found->remember};
  }
  return shared;
}

Authenticator::Lookup Authenticator::Ask(Kind kind, const Secret& credential) {
  if (kind == Kind::kSession) return AskSession(credential);
  return db_.Read([&](db::Connection& tx) {
    return kind == Kind::kLegacy ? AskLegacy(tx, credential) : AskAccess(tx, credential);
  });
}

Authenticator::Lookup Authenticator::AskLegacy(db::Connection& tx, const Secret& token) {
  ASSIGN_OR_RETURN(std::optional<labeling::Account> account, labeling::AccountOfToken(tx, token));
  if (!account.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const labeling::Organization organization, labeling::GetOrganization(tx));
  if (!organization.legacy_api_tokens_enabled.value_or(options_.legacy_tokens)) {
    return Fail(ErrorKind::kUnauthenticated,
                "Authentication token no longer valid: legacy token authentication has been "
                "disabled for this organization",
                "Use a personal access token.");
  }
  return Found{*std::move(account), kRemember};
}

Authenticator::Lookup Authenticator::AskAccess(db::Connection& tx, const Secret& token) {
  ASSIGN_OR_RETURN(const labeling::Organization organization, labeling::GetOrganization(tx));
  if (!organization.api_tokens_enabled) return std::nullopt;
  const Time now = clock_.Now();
  ASSIGN_OR_RETURN(std::optional<labeling::AccessTokenUse> use,
                   labeling::FindAccessToken(tx, token.Reveal(), sealer_, now));
  if (!use.has_value()) return std::nullopt;
  return Found{std::move(use->account),
               std::min<std::chrono::microseconds>(kRemember, use->ends - now)};
}

Authenticator::Lookup Authenticator::AskSession(const Secret& cookie) {
  const Time now = clock_.Now();
  ASSIGN_OR_RETURN(std::optional<labeling::Session> session, db_.Read([&](db::Connection& tx) {
    return labeling::FindSession(tx, cookie, now);
  }));
  if (!session.has_value()) return std::nullopt;
  // What is remembered is not counted as activity, so it is remembered for a small part of the time
  // that a session may be idle.
  const auto remember = std::min<std::chrono::microseconds>(
      kRemember, std::chrono::microseconds(session->max_inactivity) / 10);
  if (now - session->last_seen >= remember) {
    const auto touched = db_.Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::TouchSession(tx, cookie, now);
    });
    if (!touched.has_value()) LogWarning("session not refreshed", {{"error", touched.error()}});
  }
  return Found{std::move(session->account), std::min(remember, session->ends - now)};
}

Result<Identity> Authenticator::Identify(const net::Request& request) {
  const std::string_view authorization = request.headers.Get("Authorization");
  if (const auto token = CredentialOf(authorization, "Token"); token.has_value()) {
    if (token->empty()) {
      return Fail(ErrorKind::kUnauthenticated, "Invalid token header. No credentials provided.");
    }
    if (token->find(' ') != std::string_view::npos) {
      return Fail(ErrorKind::kUnauthenticated,
                  "Invalid token header. Token string should not contain spaces.");
    }
    ASSIGN_OR_RETURN(auto account, Remembered(Kind::kLegacy, *token));
    if (account == nullptr) return Fail(ErrorKind::kUnauthenticated, "Invalid token.");
    return Identity{Identity::Via::kToken, std::move(account)};
  }
  if (const auto token = CredentialOf(authorization, "Bearer"); token.has_value()) {
    ASSIGN_OR_RETURN(auto account, Remembered(Kind::kAccess, *token));
    if (account != nullptr) return Identity{Identity::Via::kToken, std::move(account)};
  }
  if (request.over_unix_socket) return Identity{Identity::Via::kOperator, nullptr};
  const std::string_view session = Cookie(request, kSessionCookie);
  if (session.empty()) return Identity{};
  ASSIGN_OR_RETURN(auto account, Remembered(Kind::kSession, session));
  if (account == nullptr) return Identity{};
  if (ChangesSomething(request.method))
    RETURN_IF_ERROR(RefuseForeignOrigin(request, options_.public_url));
  return Identity{Identity::Via::kSession, std::move(account)};
}

}  // namespace millrace::api
