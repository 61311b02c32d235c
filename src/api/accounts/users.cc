#include "api/accounts/users.h"

#include "api/service.h"
#include "base/text.h"
#include "crypto/password.h"
#include "labeling/accounts.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Role;

std::string Initials(const Account& account) {
  if (account.first_name.empty() && account.last_name.empty()) return account.email.substr(0, 2);
  return account.first_name.substr(0, 1) + account.last_name.substr(0, 1);
}

void AppendMembers(JsonWriter& json, const Account& account) {
  json.Member("id", account.id);
  json.Member("first_name", account.first_name);
  json.Member("last_name", account.last_name);
  json.Member("username", account.username);
  json.Member("email", account.email);
  json.Member("last_activity", FormatIso(account.last_activity.value_or(account.created_at)));
  json.RawMember("custom_hotkeys", "{}");
  json.Member("avatar", nullptr);
  json.Member("initials", Initials(account));
  json.Member("phone", "");
  json.Member("active_organization", 1);
  json.Key("active_organization_meta");
  json.BeginObject();
  json.Member("title", "Millrace");
  json.Member("email", account.email);
  json.EndObject();
  json.Member("allow_newsletters", nullptr);
  json.Member("date_joined", FormatIso(account.created_at));
}

// What the web client of Label Studio asks for; the names of its open-source edition.
constexpr std::string_view kPermissions[] = {
    "organizations.view", "projects.create",    "projects.view",    "projects.change",
    "projects.delete",    "tasks.create",       "tasks.view",       "tasks.change",
    "tasks.delete",       "annotations.create", "annotations.view", "annotations.change",
    "annotations.delete", "predictions.any",    "storages.view",    "storages.change",
    "storages.sync",      "users.token.any"};

Result<std::shared_ptr<const Account>> Self(const Call& call) {
  if (call.who.account == nullptr) {
    return Fail(ErrorKind::kNotFound, "The operator's socket belongs to no account.",
                "Send \"Authorization: Token …\" to act as one.");
  }
  return call.who.account;
}

net::Response TokenAnswer(int status, const Secret& token) {
  JsonWriter json;
  json.BeginObject();
  json.Member("token", token.Reveal());
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

struct AccountRequest {
  std::string email;
  Secret password, token;
  Role role = Role::kAdministrator;
};

Result<AccountRequest> ReadAccount(Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("email");
  form.Require("password");
  AccountRequest request;
  request.email = ToLower(Trim(form.Text("email").value_or("")));
  request.password = Secret(form.Text("password").value_or(""));
  request.token = Secret(form.Text("token", {.max = 200}).value_or(""));
  if (const auto role = form.Text("role"); role.has_value()) {
    bool known = false;
    for (const Role candidate : {Role::kAdministrator, Role::kManager, Role::kAnnotator}) {
      if (labeling::RoleName(candidate) == *role) request.role = candidate, known = true;
    }
    if (!known)
      form.Wrong("role", "\"" + Printable(*role, 40) +
                             "\" is not a role: administrator, manager or annotator.");
  }
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(labeling::CheckPassword(request.password));
  return request;
}

net::Response AccountAnswer(int status, const Account& account, bool created) {
  JsonWriter json;
  json.BeginObject();
  json.Member("id", account.id);
  json.Member("email", account.email);
  json.Member("role", labeling::RoleName(account.role));
  json.Member("created", created);
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

}  // namespace

Outcome WhoAmI(Service&, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  JsonWriter json;
  json.BeginObject();
  AppendMembers(json, *account);
  json.Key("permissions");
  json.BeginArray();
  if (account->role != Role::kAnnotator) {
    for (const std::string_view permission : kPermissions) json.String(permission);
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ShowToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Secret token, service.db().Read([&](db::Connection& tx) {
    return labeling::ApiToken(tx, account->id, service.sealer());
  }));
  return TokenAnswer(200, token);
}

Outcome ResetToken(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  ASSIGN_OR_RETURN(const Secret token,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::ResetApiToken(tx, account->id, service.sealer());
                   }));
  service.authenticator.Forget();
  return TokenAnswer(201, token);
}

Outcome ListUsers(Service& service, Call&) {
  ASSIGN_OR_RETURN(const std::vector<Account> accounts, service.db().Read([](db::Connection& tx) {
    return labeling::ListAccounts(tx);
  }));
  JsonWriter json;
  json.BeginArray();
  for (const Account& account : accounts) {
    json.BeginObject();
    AppendMembers(json, account);
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetUser(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Account account, service.db().Read([&](db::Connection& tx) {
    return labeling::GetAccount(tx, call.id());
  }));
  JsonWriter json;
  json.BeginObject();
  AppendMembers(json, account);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome CreateAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call));
  const std::string hash = crypto::HashPassword(request.password);
  ASSIGN_OR_RETURN(const Account account,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::CreateAccount(
                         tx, {.email = request.email, .password_hash = hash, .role = request.role},
                         service.sealer(), service.clock().Now());
                   }));
  return AccountAnswer(201, account, true);
}

Outcome ResetAccountPassword(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call));
  const std::string hash = crypto::HashPassword(request.password);
  ASSIGN_OR_RETURN(
      const Account account,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        ASSIGN_OR_RETURN(const std::optional<Account> found,
                         labeling::FindAccount(tx, request.email));
        if (!found.has_value()) {
          return Fail(ErrorKind::kNotFound,
                      "There is no account with the address " + Printable(request.email) + ".",
                      "See the addresses with GET /api/users.");
        }
        RETURN_IF_ERROR(labeling::SetPassword(tx, found->id, hash));
        // Whoever knew the old password must not stay signed in.
        RETURN_IF_ERROR(labeling::EndSessionsOf(tx, found->id));
        return *found;
      }));
  service.authenticator.Forget();
  return AccountAnswer(200, account, false);
}

Outcome EnsureAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call));
  // Hashes are slow on purpose, so they are made outside the transaction.
  ASSIGN_OR_RETURN(const std::optional<Account> before, service.db().Read([&](db::Connection& tx) {
    return labeling::FindAccount(tx, request.email);
  }));
  const bool keep =
      before.has_value() && crypto::VerifyPassword(request.password, before->password_hash);
  const std::string hash = keep ? before->password_hash : crypto::HashPassword(request.password);
  bool created = false;
  ASSIGN_OR_RETURN(
      const Account account,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        ASSIGN_OR_RETURN(const std::optional<Account> found,
                         labeling::FindAccount(tx, request.email));
        created = !found.has_value();
        Account account;
        if (created) {
          ASSIGN_OR_RETURN(
              account, labeling::CreateAccount(tx, {.email = request.email, .password_hash = hash},
                                               service.sealer(), service.clock().Now()));
        } else {
          account = *found;
          if (!keep) {
            RETURN_IF_ERROR(labeling::SetPassword(tx, account.id, hash));
            RETURN_IF_ERROR(labeling::EndSessionsOf(tx, account.id));
          }
        }
        if (!request.token.empty()) {
          RETURN_IF_ERROR(labeling::SetApiToken(tx, account.id, request.token, service.sealer()));
        }
        return account;
      }));
  service.authenticator.Forget();
  return AccountAnswer(created ? 201 : 200, account, created);
}

}  // namespace millrace::api
