#include "api/accounts/v1_accounts.h"

#include "api/accounts/user_json.h"
#include "api/service.h"
#include "base/text.h"
#include "crypto/password.h"
#include "labeling/accounts/password_resets.h"
#include "labeling/accounts/sessions.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Role;

constexpr std::string_view kRoles = "administrator|manager|annotator";

constexpr Member kNewAccountMembers[] = {
    {.name = "email", .required = true},
    {.name = "first_name", .max = 256},
    {.name = "last_name", .max = 256},
    {.name = "password", .about = "8 characters or more; without one, hand out a reset link."},
    {.name = "role", .about = "Default: administrator.", .choices = kRoles},
};
constexpr Member kEnsuredAccountMembers[] = {
    {.name = "email", .required = true},
    {.name = "password", .about = "8 characters or more.", .required = true},
    {.name = "token", .about = "Its legacy API token.", .max = 200},
};
constexpr Member kAccountPasswordMembers[] = {
    {.name = "email", .required = true},
    {.name = "password", .about = "8 characters or more.", .required = true},
};
constexpr Member kAccountChangeMembers[] = {
    {.name = "role", .choices = kRoles},
    {"active", Type::kBool, "False ends its membership, true begins it again."},
    {.name = "first_name", .max = 256},
    {.name = "last_name", .max = 256},
};
constexpr Member kResetLinkMembers[] = {
    {"url", Type::kText, "Where the person sets a new password; it works once."},
    {"expires_at", Type::kTime},
};

struct AccountRequest {
  std::string email, first_name, last_name;
  Secret password, token;
  Role role = Role::kAdministrator;
};

Result<AccountRequest> ReadAccount(Call& call, const Shape& shape) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, shape);
  AccountRequest request;
  request.email = ToLower(Trim(form.Text("email").value_or("")));
  request.first_name = form.Text("first_name").value_or("");
  request.last_name = form.Text("last_name").value_or("");
  request.password = Secret(form.Text("password").value_or(""));
  request.token = Secret(form.Text("token").value_or(""));
  request.role = labeling::ParseRole(form.Text("role").value_or("")).value_or(request.role);
  const bool password = form.Has("password");
  RETURN_IF_ERROR(form.Done());
  if (password) RETURN_IF_ERROR(labeling::CheckPassword(request.password));
  return request;
}

net::Response AccountAnswer(int status, const Account& account,
                            std::optional<bool> created = std::nullopt) {
  JsonWriter json;
  json.BeginObject();
  AppendAccountMembers(json, account);
  if (created.has_value()) json.Member("created", *created);
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

Result<Account> KnownAccount(db::Connection& tx, int64_t id) {
  ASSIGN_OR_RETURN(Account account, labeling::GetAccount(tx, id));
  if (account.deleted)
    return Fail(ErrorKind::kNotFound, "There is no account " + std::to_string(id) + ".",
                "See the accounts with GET /api/v1/accounts.");
  return account;
}

// A new password, set: whoever knew the old one must not stay signed in.
Result<void> ReplacePassword(db::Connection& tx, int64_t account_id, const std::string& hash) {
  RETURN_IF_ERROR(labeling::SetPassword(tx, account_id, hash));
  return labeling::SettlePasswordReset(tx, account_id);
}

}  // namespace

const Shape kNewAccountShape{"NewAccount", kNewAccountMembers};
const Shape kEnsuredAccountShape{"EnsuredAccount", kEnsuredAccountMembers};
const Shape kAccountPasswordShape{"AccountPassword", kAccountPasswordMembers};
const Shape kAccountChangeShape{"AccountChange", kAccountChangeMembers};
const Shape kResetLinkShape{"PasswordResetLink", kResetLinkMembers};

Outcome ListAccounts(Service& service, Call&) {
  ASSIGN_OR_RETURN(const std::vector<Account> accounts, service.db().Read([](db::Connection& tx) {
    return labeling::ListAccounts(tx);
  }));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const Account& account : accounts) AppendAccount(json, account);
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ShowAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Account account, service.db().Read([&](db::Connection& tx) {
    return KnownAccount(tx, call.id());
  }));
  return AccountAnswer(200, account);
}

Outcome ChangeAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kAccountChangeShape, Form::Given::kSome);
  labeling::AccountPatch patch{.first_name = form.Text("first_name"),
                               .last_name = form.Text("last_name"),
                               .active = form.Bool("active")};
  if (const auto role = form.Text("role"); role.has_value())
    patch.role = labeling::ParseRole(*role);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const Account account,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        RETURN_IF_ERROR(KnownAccount(tx, call.id()));
        return labeling::UpdateAccount(tx, call.id(), patch);
      }));
  service.authenticator.Forget();
  return AccountAnswer(200, account);
}

Outcome MakeResetLink(Service& service, Call& call) {
  const Time now = service.clock().Now();
  ASSIGN_OR_RETURN(
      const Secret token,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Secret> {
        RETURN_IF_ERROR(KnownAccount(tx, call.id()));
        return labeling::CreatePasswordReset(tx, call.id(), now);
      }));
  JsonWriter json;
  json.BeginObject();
  json.Member("url", service.Link("/user/reset-password/?token=" + std::string(token.Reveal())));
  json.Member("expires_at", FormatIso(now + labeling::kPasswordResetLifetime));
  json.EndObject();
  return JsonAnswer(201, std::move(json).Take());
}

Outcome CreateAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call, kNewAccountShape));
  labeling::NewAccount given{.email = request.email,
                             .first_name = request.first_name,
                             .last_name = request.last_name,
                             .role = request.role};
  // Without a hash no password fits.
  if (!request.password.empty()) given.password_hash = crypto::HashPassword(request.password);
  ASSIGN_OR_RETURN(
      const Account account, service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
        return labeling::CreateAccount(tx, given, service.sealer(), service.clock().Now());
      }));
  return AccountAnswer(201, account, true);
}

Outcome ResetAccountPassword(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call, kAccountPasswordShape));
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
        RETURN_IF_ERROR(ReplacePassword(tx, found->id, hash));
        return *found;
      }));
  service.authenticator.Forget();
  return AccountAnswer(200, account);
}

Outcome EnsureAccount(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const AccountRequest request, ReadAccount(call, kEnsuredAccountShape));
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
          if (!keep) RETURN_IF_ERROR(ReplacePassword(tx, account.id, hash));
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
