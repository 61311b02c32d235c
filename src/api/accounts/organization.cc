#include "api/accounts/organization.h"

#include "api/service.h"
#include "labeling/accounts/organization.h"

namespace millrace::api {
namespace {

using labeling::kOrganizationId;
using labeling::Organization;

constexpr Member kOrganizationIdMembers[] = {
    {"id", Type::kInt},
    {"title"},
    {.name = "contact_info", .nullable = true},
    {"created_at", Type::kTime},
};
constexpr Member kOrganizationMembers[] = {
    {.name = "token", .about = "Of the sign-up link; only for administrators.", .nullable = true},
    {"updated_at", Type::kTime},
    {.name = "created_by", .type = Type::kInt, .nullable = true},
    {.name = "users", .type = Type::kList, .items = Type::kInt},
};
constexpr Member kOrganizationChangeMembers[] = {
    {.name = "title", .blank = false, .max = 1000},
    {.name = "contact_info", .about = "An e-mail address.", .nullable = true, .max = 254},
};
constexpr Member kInviteMembers[] = {
    {"token"},
    {"invite_url", Type::kText, "The path of the sign-up link."},
};
constexpr Member kSessionPolicyMembers[] = {
    {.name = "max_session_age",
     .type = Type::kInt,
     .about = "Minutes after which one must sign in again.",
     .min = 1,
     .max = INT32_MAX},
    {.name = "max_time_between_activity",
     .type = Type::kInt,
     .about = "Minutes without a request after which a session ends.",
     .min = 1,
     .max = INT32_MAX},
};
constexpr Member kPolicyTimes[] = {
    {"created_at", Type::kTime},
    {"updated_at", Type::kTime},
};

std::unexpected<Error> NoOrganization() {
  return Fail(ErrorKind::kNotFound, "No Organization matches the given query.");
}

// Made at the first call.
Result<Secret> InviteTokenOf(Service& service) {
  ASSIGN_OR_RETURN(std::optional<Secret> token, service.db().Read([&](db::Connection& tx) {
    return labeling::InviteToken(tx, service.sealer());
  }));
  if (token.has_value()) return *std::move(token);
  return service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Secret> {
    ASSIGN_OR_RETURN(std::optional<Secret> made, labeling::InviteToken(tx, service.sealer()));
    if (made.has_value()) return *std::move(made);
    return labeling::ResetInviteToken(tx, service.sealer());
  });
}

net::Response InviteAnswer(int status, const Secret& token) {
  JsonWriter json;
  json.BeginObject();
  json.Member("token", token.Reveal());
  json.Member("invite_url", "/user/signup/?token=" + std::string(token.Reveal()));
  json.EndObject();
  return JsonAnswer(status, std::move(json).Take());
}

Outcome ShowOrganization(Service& service, Call& call) {
  std::optional<Secret> token;
  if (call.who.role() == labeling::Role::kAdministrator) {
    ASSIGN_OR_RETURN(token, InviteTokenOf(service));
  }
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Organization organization, labeling::GetOrganization(tx));
    ASSIGN_OR_RETURN(const std::optional<int64_t> owner, labeling::OwnerId(tx));
    ASSIGN_OR_RETURN(const std::vector<labeling::Account> accounts, labeling::ListAccounts(tx));
    JsonWriter json;
    json.BeginObject();
    json.Member("id", kOrganizationId);
    json.Member("title", organization.title);
    json.Key("token");
    token.has_value() ? json.String(token->Reveal()) : json.Null();
    json.Member("created_at", FormatIso(organization.created_at));
    json.Member("updated_at", FormatIso(organization.updated_at));
    json.Member("contact_info", organization.contact_info);
    json.Member("created_by", owner);
    json.Key("users");
    json.BeginArray();
    for (const labeling::Account& account : accounts) json.Int(account.id);
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

net::Response PolicyAnswer(const Organization& organization) {
  JsonWriter json;
  json.BeginObject();
  json.Member("max_session_age", organization.max_session_age.count());
  json.Member("max_time_between_activity", organization.max_time_between_activity.count());
  json.Member("created_at", FormatIso(organization.created_at));
  json.Member("updated_at", FormatIso(organization.policy_updated_at));
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

const Shape kOrganizationIdShape{"OrganizationId", kOrganizationIdMembers};
const Shape kOrganizationShape{"Organization", kOrganizationMembers, &kOrganizationIdShape};
const Shape kOrganizationChangeShape{"OrganizationChange", kOrganizationChangeMembers};
const Shape kInviteShape{"OrganizationInvite", kInviteMembers};
const Shape kSessionPolicyChangeShape{"SessionPolicyChange", kSessionPolicyMembers};
const Shape kSessionPolicyShape{"SessionPolicy", kPolicyTimes, &kSessionPolicyChangeShape};

Outcome ListOrganizations(Service& service, Call&) {
  ASSIGN_OR_RETURN(const Organization organization, service.db().Read([](db::Connection& tx) {
    return labeling::GetOrganization(tx);
  }));
  JsonWriter json;
  json.BeginArray();
  json.BeginObject();
  json.Member("id", kOrganizationId);
  json.Member("title", organization.title);
  json.Member("contact_info", organization.contact_info);
  json.Member("created_at", FormatIso(organization.created_at));
  json.EndObject();
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetOrganization(Service& service, Call& call) {
  if (call.id() != kOrganizationId) return NoOrganization();
  return ShowOrganization(service, call);
}

Outcome ChangeOrganization(Service& service, Call& call) {
  if (call.id() != kOrganizationId) return NoOrganization();
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kOrganizationChangeShape, Form::Given::kSome);
  labeling::OrganizationPatch patch{.title = form.Text("title")};
  if (form.Has("contact_info")) {
    const std::optional<std::string> contact = form.Text("contact_info");
    if (contact.has_value() && !contact->empty() && contact->find('@') == std::string::npos)
      form.Wrong("contact_info", "Enter a valid email address.");
    patch.contact_info = contact;
  }
  if (call.request.method == "PUT") form.Require("title");
  RETURN_IF_ERROR(form.Done());
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::UpdateOrganization(tx, patch, service.clock().Now());
  }));
  return ShowOrganization(service, call);
}

Outcome ShowInvite(Service& service, Call&) {
  ASSIGN_OR_RETURN(const Secret token, InviteTokenOf(service));
  return InviteAnswer(200, token);
}

Outcome ResetInvite(Service& service, Call&) {
  ASSIGN_OR_RETURN(const Secret token,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::ResetInviteToken(tx, service.sealer());
                   }));
  return InviteAnswer(201, token);
}

Outcome ShowSessionPolicy(Service& service, Call&) {
  ASSIGN_OR_RETURN(const Organization organization, service.db().Read([](db::Connection& tx) {
    return labeling::GetOrganization(tx);
  }));
  return PolicyAnswer(organization);
}

Outcome ChangeSessionPolicy(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kSessionPolicyChangeShape, Form::Given::kSome);
  const labeling::OrganizationPatch patch{
      .max_session_age = form.Int("max_session_age", 1, INT32_MAX),
      .max_time_between_activity = form.Int("max_time_between_activity", 1, INT32_MAX)};
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const Organization organization,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::UpdateOrganization(tx, patch, service.clock().Now());
                   }));
  service.authenticator.Forget();
  return PolicyAnswer(organization);
}

}  // namespace millrace::api
