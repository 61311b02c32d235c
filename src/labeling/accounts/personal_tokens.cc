#include "labeling/accounts/personal_tokens.h"

#include <boost/json.hpp>

#include "base/ids.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "crypto/jwt.h"
#include "labeling/accounts/organization.h"

namespace millrace::labeling {
namespace {

namespace json = boost::json;

constexpr std::string_view kRefresh = "refresh", kAccess = "access";

struct Claims {
  std::string kind, id;
  int64_t expires_at = 0, issued_at = 0, account_id = 0;
  std::string parent;  // of an access token: the id of its refresh token
};

int64_t Seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// Names and order as Label Studio's tokens have them; `parent` is ours.
std::string ToJson(const Claims& claims) {
  JsonWriter out;
  out.BeginObject();
  out.Member("token_type", claims.kind);
  out.Member("exp", claims.expires_at);
  out.Member("iat", claims.issued_at);
  out.Member("jti", claims.id);
  out.Member("user_id", std::to_string(claims.account_id));
  if (!claims.parent.empty()) out.Member("parent", claims.parent);
  out.EndObject();
  return std::move(out).Take();
}

std::optional<Claims> FromJson(const std::optional<std::string>& text) {
  if (!text.has_value()) return std::nullopt;
  boost::system::error_code error;
  const json::value parsed = json::parse(*text, error);
  if (error || !parsed.is_object()) return std::nullopt;
  const json::object& object = parsed.get_object();
  const auto string = [&](std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
  };
  const auto number = [&](std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
  };
  return Claims{.kind = string("token_type"),
                .id = string("jti"),
                .expires_at = number("exp"),
                .issued_at = number("iat"),
                .account_id = ParseInt(string("user_id")).value_or(0),
                .parent = string("parent")};
}

Claims RefreshClaims(const PersonalToken& token) {
  return {.kind = std::string(kRefresh),
          .id = token.id,
          .expires_at = token.expires_at,
          .issued_at = token.issued_at,
          .account_id = token.account_id};
}

constexpr std::string_view kSelect =
    "SELECT t.id, t.account_id, t.issued_at, t.expires_at FROM personal_token t "
    "JOIN account a ON a.id = t.account_id "
    "WHERE t.revoked_at IS NULL AND a.active = 1 AND t.expires_at > $1 AND ";

PersonalToken TokenOf(const db::Row& row) {
  return {.id = row.String(0),
          .account_id = row.Int(1),
          .issued_at = row.Int(2),
          .expires_at = row.Int(3)};
}

Result<std::optional<PersonalToken>> FindById(db::Connection& tx, const std::string& id, Time now) {
  std::optional<PersonalToken> found;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "t.id = $2", {Seconds(now), id},
                           [&](const db::Row& row) { found = TokenOf(row); }));
  return found;
}

// The claims of a token of this kind that we signed and that has not ended.
Result<std::optional<Claims>> Verified(db::Connection& tx, std::string_view text,
                                       std::string_view kind, const crypto::Sealer& sealer,
                                       Time now) {
  ASSIGN_OR_RETURN(const std::optional<Secret> key, SigningKey(tx, sealer));
  if (!key.has_value()) return std::nullopt;
  std::optional<Claims> claims = FromJson(crypto::VerifyJwt(*key, text));
  if (!claims.has_value() || claims->kind != kind || claims->expires_at <= Seconds(now))
    return std::nullopt;
  return claims;
}

}  // namespace

Result<std::vector<PersonalToken>> PersonalTokensOf(db::Connection& tx, int64_t account_id,
                                                    Time now) {
  std::vector<PersonalToken> tokens;
  RETURN_IF_ERROR(tx.Query(std::string(kSelect) + "t.account_id = $2 ORDER BY t.issued_at, t.id",
                           {Seconds(now), account_id},
                           [&](const db::Row& row) { tokens.push_back(TokenOf(row)); }));
  return tokens;
}

std::string TextOf(const PersonalToken& token) {
  return crypto::JwtText(ToJson(RefreshClaims(token)));
}

Result<Secret> CreatePersonalToken(db::Connection& tx, int64_t account_id,
                                   const crypto::Sealer& sealer, Time now) {
  ASSIGN_OR_RETURN(const Secret key, MakeSigningKey(tx, sealer));
  const PersonalToken token{.id = RandomHex(16),
                            .account_id = account_id,
                            .issued_at = Seconds(now),
                            .expires_at = Seconds(now + kRefreshLifetime)};
  RETURN_IF_ERROR(
      tx.Execute("INSERT INTO personal_token (id, account_id, issued_at, expires_at) "
                 "VALUES ($1, $2, $3, $4)",
                 {token.id, token.account_id, token.issued_at, token.expires_at}));
  return crypto::SignJwt(key, ToJson(RefreshClaims(token)));
}

Result<std::optional<PersonalToken>> FindPersonalToken(db::Connection& tx, std::string_view text,
                                                       const crypto::Sealer& sealer, Time now) {
  ASSIGN_OR_RETURN(const std::optional<Claims> claims, Verified(tx, text, kRefresh, sealer, now));
  if (!claims.has_value()) return std::nullopt;
  return FindById(tx, claims->id, now);
}

Result<std::optional<PersonalToken>> FindListedToken(db::Connection& tx, std::string_view text,
                                                     Time now) {
  const std::optional<Claims> claims = FromJson(crypto::ReadJwt(text));
  if (!claims.has_value() || claims->kind != kRefresh) return std::nullopt;
  return FindById(tx, claims->id, now);
}

Result<bool> IsRevoked(db::Connection& tx, std::string_view text) {
  const std::optional<Claims> claims = FromJson(crypto::ReadJwt(text));
  if (!claims.has_value()) return false;
  ASSIGN_OR_RETURN(
      const std::optional<int64_t> found,
      tx.QueryInt("SELECT 1 FROM personal_token WHERE id = $1 AND revoked_at IS NOT NULL",
                  {claims->id}));
  return found.has_value();
}

Result<void> RevokePersonalToken(db::Connection& tx, const std::string& id, Time now) {
  RETURN_IF_ERROR(
      tx.Execute("UPDATE personal_token SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL",
                 {id, ToMicros(now)}));
  return {};
}

Result<Secret> MakeAccessToken(db::Connection& tx, const PersonalToken& refresh,
                               const crypto::Sealer& sealer, Time now) {
  ASSIGN_OR_RETURN(const std::optional<Secret> key, SigningKey(tx, sealer));
  if (!key.has_value())
    return Fail(ErrorKind::kCorrupt, "The database lacks the key that signs access tokens.");
  return crypto::SignJwt(
      *key, ToJson({.kind = std::string(kAccess),
                    .id = RandomHex(16),
                    .expires_at = std::min(Seconds(now + kAccessLifetime), refresh.expires_at),
                    .issued_at = Seconds(now),
                    .account_id = refresh.account_id,
                    .parent = refresh.id}));
}

Result<std::optional<AccessTokenUse>> FindAccessToken(db::Connection& tx, std::string_view text,
                                                      const crypto::Sealer& sealer, Time now) {
  ASSIGN_OR_RETURN(const std::optional<Claims> claims, Verified(tx, text, kAccess, sealer, now));
  if (!claims.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::optional<PersonalToken> refresh, FindById(tx, claims->parent, now));
  if (!refresh.has_value() || refresh->account_id != claims->account_id) return std::nullopt;
  AccessTokenUse use{.ends = Time(std::chrono::seconds(claims->expires_at))};
  ASSIGN_OR_RETURN(use.account, GetAccount(tx, refresh->account_id));
  return use;
}

}  // namespace millrace::labeling
