#include "api/accounts/v1_members.h"

#include "api/accounts/user_json.h"
#include "api/service.h"
#include "base/text.h"
#include "labeling/accounts/members.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::Account;

constexpr Member kNewMemberMembers[] = {
    {"account", Type::kInt, "Its id, or"},
    {"email", Type::kText, "its address."},
};

}  // namespace

const Shape kNewMemberShape{"NewMember", kNewMemberMembers};

Outcome ListMembers(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const std::vector<int64_t> ids, labeling::MembersOf(tx, call.id()));
    JsonWriter json;
    json.BeginObject();
    json.Key("results");
    json.BeginArray();
    for (const int64_t id : ids) {
      ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, id));
      AppendAccount(json, account);
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
        RETURN_IF_ERROR(labeling::AddMember(tx, call.id(), account->id, service.clock().Now()));
        return *std::move(account);
      }));
  JsonWriter json;
  AppendAccount(json, member);
  return JsonAnswer(201, std::move(json).Take());
}

Outcome RemoveMember(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const bool member, labeling::IsMember(tx, call.id(), call.ids[1]));
        if (!member) {
          return Fail(ErrorKind::kNotFound,
                      "Account " + std::to_string(call.ids[1]) + " is no member of project " +
                          std::to_string(call.id()) + ".",
                      "See its members with GET /api/v1/projects/" + std::to_string(call.id()) +
                          "/members.");
        }
        return labeling::RemoveMember(tx, call.id(), call.ids[1]);
      }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
