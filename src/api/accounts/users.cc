#include "api/accounts/users.h"

#include "api/access.h"
#include "api/accounts/user_json.h"
#include "api/error_response.h"
#include "api/service.h"
#include "labeling/accounts/members.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Role;

constexpr int64_t kMaxName = 256;  // characters

constexpr Member kNewUserMembers[] = {
    {.name = "first_name", .max = kMaxName},
    {.name = "last_name", .max = kMaxName},
    {.name = "username", .required = true, .blank = false, .max = kMaxName},
    {.name = "email", .about = "The address to sign in with.", .required = true, .blank = false},
    {.name = "phone", .max = kMaxName},
    {.name = "allow_newsletters", .type = Type::kBool, .nullable = true},
    {.name = "custom_hotkeys", .type = Type::kObject},
};

constexpr Member kUserChangeMembers[] = {
    {.name = "first_name", .max = kMaxName},
    {.name = "last_name", .max = kMaxName},
    {.name = "username", .blank = false, .max = kMaxName},
    {.name = "phone", .max = kMaxName},
    {.name = "allow_newsletters", .type = Type::kBool, .nullable = true},
    {.name = "custom_hotkeys", .type = Type::kObject},
    {.name = "active_organization", .type = Type::kInt, .about = "Only 1.", .nullable = true},
};

std::unexpected<Error> NoUser() {
  return Fail(ErrorKind::kNotFound, "No User matches the given query.");
}

Result<Account> UserOf(db::Connection& tx, int64_t id) {
  Result<Account> account = labeling::GetAccount(tx, id);
  if (!account.has_value() && account.error().kind != ErrorKind::kNotFound) return account;
  if (!account.has_value() || account->deleted) return NoUser();
  return account;
}

Outcome ShowUser(Service& service, int status, int64_t id) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Account account, UserOf(tx, id));
    ASSIGN_OR_RETURN(const OrganizationFacts facts, ReadOrganizationFacts(tx));
    JsonWriter json;
    AppendUser(json, account, facts);
    return JsonAnswer(status, std::move(json).Take());
  });
}

// What a form changes of a user; absent members stay absent.
labeling::AccountPatch ReadPatch(Form& form) {
  labeling::AccountPatch patch;
  patch.username = form.Text("username");
  patch.first_name = form.Text("first_name");
  patch.last_name = form.Text("last_name");
  patch.phone = form.Text("phone");
  patch.custom_hotkeys = form.Object("custom_hotkeys");
  if (form.Has("allow_newsletters")) patch.allow_newsletters = form.Bool("allow_newsletters");
  return patch;
}

}  // namespace

const Shape kNewUserShape{"NewUser", kNewUserMembers};
const Shape kUserChangeShape{"UserChange", kUserChangeMembers};

Result<std::shared_ptr<const Account>> Self(const Call& call) {
  if (call.who.account == nullptr) {
    return Fail(ErrorKind::kNotFound, "The operator's socket belongs to no account.",
                "Send \"Authorization: Token …\" to act as one.");
  }
  return call.who.account;
}

Outcome WhoAmI(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto account, Self(call));
  std::vector<int64_t> managed;
  ASSIGN_OR_RETURN(const OrganizationFacts facts,
                   service.db().Read([&](db::Connection& tx) -> Result<OrganizationFacts> {
                     ASSIGN_OR_RETURN(managed, labeling::ManagedBy(tx, account->id));
                     return ReadOrganizationFacts(tx);
                   }));
  JsonWriter json;
  json.BeginObject();
  AppendUserMembers(json, *account, facts);
  json.Key("permissions");
  json.BeginArray();
  for (const std::string_view permission : PermissionsOf(account->role)) json.String(permission);
  json.EndArray();
  json.Member("role", labeling::RoleName(account->role));
  json.Key("managed_projects");
  json.BeginArray();
  for (const int64_t id : managed) json.Int(id);
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ListUsers(Service& service, Call&) {
  return service.db().Read([](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const std::vector<Account> accounts, labeling::ListAccounts(tx));
    ASSIGN_OR_RETURN(const OrganizationFacts facts, ReadOrganizationFacts(tx));
    JsonWriter json;
    json.BeginArray();
    for (const Account& account : accounts) AppendUser(json, account, facts);
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateUser(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kNewUserShape);
  labeling::NewAccount given;
  given.email = form.Text("email").value_or("");
  given.username = form.Text("username").value_or("");
  given.first_name = form.Text("first_name").value_or("");
  given.last_name = form.Text("last_name").value_or("");
  given.phone = form.Text("phone").value_or("");
  given.allow_newsletters = form.Bool("allow_newsletters");
  given.role = service.options.signup_role;
  const std::optional<std::string> hotkeys = form.Object("custom_hotkeys");
  RETURN_IF_ERROR(form.Done());
  Result<Account> account =
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        ASSIGN_OR_RETURN(const Account made, labeling::CreateAccount(tx, given, service.sealer(),
                                                                     service.clock().Now()));
        return labeling::UpdateAccount(tx, made.id, {.custom_hotkeys = hotkeys});
      });
  if (account.has_value()) return ShowUser(service, 201, account->id);
  if (account.error().kind == ErrorKind::kConflict)
    return FailField("email", "user with this email address already exists.");
  return std::unexpected(std::move(account).error());
}

Outcome GetUser(Service& service, Call& call) {
  // Annotators see nobody else.
  if (IsBound(call.who) && call.who.account_id() != call.id()) return NoUser();
  return ShowUser(service, 200, call.id());
}

Outcome ChangeUser(Service& service, Call& call) {
  if (call.who.account_id() != call.id()) {
    if (IsBound(call.who)) return NoUser();
    RETURN_IF_ERROR(CheckRight(call.who, Right::kAdminister));
  }
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) { return UserOf(tx, call.id()); }));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kUserChangeShape, Form::Given::kSome);
  const labeling::AccountPatch patch = ReadPatch(form);
  if (const auto organization = form.Int("active_organization");
      organization.value_or(labeling::kOrganizationId) != labeling::kOrganizationId) {
    form.Wrong("active_organization",
               "Invalid pk \"" + std::to_string(*organization) + "\" - object does not exist.");
  }
  RETURN_IF_ERROR(form.Done());
  if (form.Has("email")) {
    return StatusResponse(405, "Cannot update read-only field: email", service.options.version);
  }
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::UpdateAccount(tx, call.id(), patch);
  }));
  service.authenticator.Forget();
  return ShowUser(service, 200, call.id());
}

Outcome DeleteUser(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(UserOf(tx, call.id()));
        return labeling::DeleteAccount(tx, call.id(), service.clock().Now());
      }));
  service.authenticator.Forget();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
