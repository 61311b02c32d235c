#include "api/accounts/v1_members.h"

#include "api/accounts/user_json.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/accounts/members.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Role;

constexpr std::string_view kProjectRoles = "annotator|manager";

constexpr Member kNewMemberMembers[] = {
    {"account", Type::kInt, "Its id, or"},
    {"email", Type::kText, "its address."},
    {.name = "role", .about = "In the project; default: annotator.", .choices = kProjectRoles},
};
constexpr Member kMemberRoleMembers[] = {
    {.name = "role", .required = true, .choices = kProjectRoles},
};
constexpr Member kProjectMemberMembers[] = {
    {.name = "project_role",
     .about = "What the account is in the project. A manager of it may do there what a manager of "
              "the server may; the account's own role counts if it is more.",
     .choices = kProjectRoles},
};

void AppendMember(JsonWriter& json, const Account& account, Role role) {
  json.BeginObject();
  AppendAccountMembers(json, account);
  json.Member("project_role", labeling::RoleName(role));
  json.EndObject();
}

std::unexpected<Error> NoMember(const Call& call) {
  return Fail(
      ErrorKind::kNotFound,
      "Account " + std::to_string(call.ids[1]) + " is no member of project " +
          std::to_string(call.id()) + ".",
      "See its members with GET /api/v1/projects/" + std::to_string(call.id()) + "/members.");
}

Outcome ShowMember(Service& service, int status, int64_t project_id, int64_t account_id) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, account_id));
    ASSIGN_OR_RETURN(const std::optional<Role> role, labeling::RoleIn(tx, project_id, account_id));
    JsonWriter json;
    AppendMember(json, account, role.value_or(Role::kAnnotator));
    return JsonAnswer(status, std::move(json).Take());
  });
}

}  // namespace

const Shape kNewMemberShape{"NewMember", kNewMemberMembers};
const Shape kMemberRoleShape{"MemberRole", kMemberRoleMembers};
const Shape kProjectMemberShape{
    .name = "ProjectMember", .members = kProjectMemberMembers, .more = &kAccountShape};

namespace {
const Member kProjectMemberListMembers[] = {
    {.name = "results", .type = Type::kList, .shape = &kProjectMemberShape}};
}  // namespace

const Shape kProjectMemberListShape{"ProjectMemberList", kProjectMemberListMembers};

Outcome ListMembers(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const std::vector<labeling::Member> members,
                     labeling::MembersOf(tx, call.id()));
    JsonWriter json;
    json.BeginObject();
    json.Key("results");
    json.BeginArray();
    for (const labeling::Member& member : members) {
      ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, member.account_id));
      AppendMember(json, account, member.role);
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome AddMember(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kNewMemberShape);
  const std::optional<int64_t> id = form.Int("account");
  const std::optional<std::string> email = form.Text("email");
  const Role role = labeling::ParseRole(form.Text("role").value_or("")).value_or(Role::kAnnotator);
  if (id.has_value() == email.has_value())
    form.Wrong("account", "Give either \"account\" (an id) or \"email\".");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const Account member,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Account> {
        RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
        std::optional<Account> account;
        if (id.has_value()) {
          ASSIGN_OR_RETURN(account, labeling::GetAccount(tx, *id));
        } else {
          ASSIGN_OR_RETURN(account, labeling::FindAccount(tx, *email));
        }
        if (!account.has_value()) {
          return Fail(ErrorKind::kNotFound,
                      "There is no account with the address " + Printable(*email) + ".",
                      "Invite the person with POST /api/v1/invitations.");
        }
        RETURN_IF_ERROR(
            labeling::AddMember(tx, call.id(), account->id, service.clock().Now(), role));
        return *std::move(account);
      }));
  return ShowMember(service, 201, call.id(), member.id);
}

Outcome ChangeMember(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kMemberRoleShape);
  const auto role = labeling::ParseRole(form.Text("role").value_or(""));
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const bool member, labeling::IsMember(tx, call.id(), call.ids[1]));
        if (!member) return NoMember(call);
        return labeling::SetMemberRole(tx, call.id(), call.ids[1], *role);
      }));
  return ShowMember(service, 200, call.id(), call.ids[1]);
}

Outcome RemoveMember(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const bool member, labeling::IsMember(tx, call.id(), call.ids[1]));
        if (!member) return NoMember(call);
        return labeling::RemoveMember(tx, call.id(), call.ids[1]);
      }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
