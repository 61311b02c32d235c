#include "api/accounts/tokens.h"

#include "api/accounts/users.h"
#include "api/service.h"
#include "labeling/accounts/organization.h"
#include "labeling/accounts/personal_tokens.h"

namespace millrace::api {
namespace {

using labeling::PersonalToken;

constexpr Member kTokenMembers[] = {{"token", Type::kText}};
constexpr Member kRefreshMembers[] = {{.name = "refresh",
                                       .about = "A personal access token.",
                                       .required = true,
                                       .blank = false,
                                       .max = 2000}};
constexpr Member kAccessMembers[] = {{"access", Type::kText, "For \"Authorization: Bearer …\"."}};
constexpr Member kJwtSettingsMembers[] = {
    {"api_tokens_enabled", Type::kBool, "Personal access tokens are accepted."},
    {"legacy_api_tokens_enabled", Type::kBool, "\"Authorization: Token …\" is accepted."}};

net::Response OneText(int status, std::string_view name, std::string_view value) {
  JsonWriter json;
  json.BeginObject();
  json.Member(name, value);
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

// The token in a body {"refresh": …}.
Result<Secret> ReadRefresh(Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kRefreshShape);
  Secret token(form.Text("refresh").value_or(""));
  RETURN_IF_ERROR(form.Done());
  return token;
}

Outcome ShowSettings(const Service& service, const labeling::Organization& organization) {
  JsonWriter json;
  json.BeginObject();
  json.Member("api_tokens_enabled", organization.api_tokens_enabled);
  json.Member("legacy_api_tokens_enabled",
              organization.legacy_api_tokens_enabled.value_or(service.options.enable_legacy_token));
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

const Shape kTokenShape{"Token", kTokenMembers};
const Shape kRefreshShape{"RefreshToken", kRefreshMembers};
const Shape kAccessShape{"AccessToken", kAccessMembers};
const Shape kJwtSettingsShape{"JwtSettings", kJwtSettingsMembers};

Outcome ShowToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Secret token, service.db().Read([&](db::Connection& tx) {
    return labeling::ApiToken(tx, account->id, service.sealer());
  }));
  return OneText(200, "token", token.Reveal());
}

Outcome ResetToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Secret token,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::ResetApiToken(tx, account->id, service.sealer());
                   }));
  service.authenticator.Forget();
  return OneText(201, "token", token.Reveal());
}

Outcome ShowJwtSettings(Service& service, Call&) {
  ASSIGN_OR_RETURN(
      const labeling::Organization organization,
      service.db().Read([](db::Connection& tx) { return labeling::GetOrganization(tx); }));
  return ShowSettings(service, organization);
}

Outcome ChangeJwtSettings(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kJwtSettingsShape);
  const labeling::OrganizationPatch patch{
      .api_tokens_enabled = form.Bool("api_tokens_enabled"),
      .legacy_api_tokens_enabled = form.Bool("legacy_api_tokens_enabled")};
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const labeling::Organization organization,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::UpdateOrganization(tx, patch, service.clock().Now());
                   }));
  service.authenticator.Forget();
  return ShowSettings(service, organization);
}

Outcome ListPersonalTokens(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const std::vector<PersonalToken> tokens,
                   service.db().Read([&](db::Connection& tx) {
                     return labeling::PersonalTokensOf(tx, account->id, service.clock().Now());
                   }));
  JsonWriter json;
  json.BeginArray();
  for (const PersonalToken& token : tokens) {
    json.BeginObject();
    json.Member("token", labeling::TextOf(token));
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome CreatePersonalToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const Secret token,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Secret> {
        ASSIGN_OR_RETURN(const std::vector<PersonalToken> valid,
                         labeling::PersonalTokensOf(tx, account->id, now));
        if (!valid.empty()) {
          return Fail(
              ErrorKind::kConflict,
              "You already have a valid token. Please revoke it before creating a new one.");
        }
        return labeling::CreatePersonalToken(tx, account->id, service.sealer(), now);
      }));
  return OneText(201, "token", token.Reveal());
}

Outcome RefreshAccess(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Secret given, ReadRefresh(call));
  const Time now = service.clock().Now();
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const std::optional<PersonalToken> refresh,
                     labeling::FindPersonalToken(tx, given.Reveal(), service.sealer(), now));
    if (!refresh.has_value()) {
      ASSIGN_OR_RETURN(const bool revoked, labeling::IsRevoked(tx, given.Reveal()));
      return Fail(ErrorKind::kUnauthenticated,
                  revoked ? "Token is blacklisted" : "Token is invalid");
    }
    ASSIGN_OR_RETURN(const Secret access,
                     labeling::MakeAccessToken(tx, *refresh, service.sealer(), now));
    return OneText(200, "access", access.Reveal());
  });
}

Outcome BlacklistToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Secret given, ReadRefresh(call));
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const bool revoked,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<bool> {
        ASSIGN_OR_RETURN(const std::optional<PersonalToken> token,
                         labeling::FindListedToken(tx, given.Reveal(), now));
        if (token.has_value()) RETURN_IF_ERROR(labeling::RevokePersonalToken(tx, token->id, now));
        return token.has_value();
      }));
  service.authenticator.Forget();
  if (!revoked) return Fail(ErrorKind::kNotFound, "Token is invalid or already blacklisted.");
  return EmptyAnswer(204);
}

Outcome RotateToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Secret given, ReadRefresh(call));
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const Secret token,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Secret> {
        ASSIGN_OR_RETURN(const std::optional<PersonalToken> old,
                         labeling::FindPersonalToken(tx, given.Reveal(), service.sealer(), now));
        if (!old.has_value() || old->account_id != account->id)
          return Fail(ErrorKind::kInvalid, "Invalid refresh token");
        RETURN_IF_ERROR(labeling::RevokePersonalToken(tx, old->id, now));
        return labeling::CreatePersonalToken(tx, account->id, service.sealer(), now);
      }));
  service.authenticator.Forget();
  return OneText(200, "refresh", token.Reveal());
}

}  // namespace millrace::api
