#include <algorithm>
#include <boost/json.hpp>

#include "api/access.h"
#include "api/accounts/v1_members.h"
#include "api/service.h"
#include "labeling/accounts/invitations.h"

namespace millrace::api {
namespace {

using labeling::Invitation;
using labeling::Role;

constexpr int64_t kMaxUses = 1000, kMaxDays = 365, kDefaultDays = 7;
constexpr size_t kMaxProjects = 1000;

constexpr std::string_view kRoles = "administrator|manager|annotator";
constexpr std::string_view kProjectRoles = "annotator|manager";
constexpr Member kNewInvitationMembers[] = {
    {.name = "role", .about = "Default: annotator.", .choices = kRoles},
    {.name = "projects",
     .type = Type::kList,
     .about = "Projects that whoever signs up becomes a member of.",
     .items = Type::kInt},
    {.name = "project_role",
     .about = "What they are there; default: annotator.",
     .choices = kProjectRoles},
    {.name = "max_uses",
     .type = Type::kInt,
     .about = "How many people may sign up with it; default: 1.",
     .min = 1,
     .max = kMaxUses},
    {.name = "days",
     .type = Type::kInt,
     .about = "For how long; default: 7.",
     .min = 1,
     .max = kMaxDays},
};
constexpr Member kInvitationMembers[] = {
    {"id", Type::kInt},
    {.name = "role", .choices = kRoles},
    {.name = "projects", .type = Type::kList, .items = Type::kInt},
    {.name = "project_role", .choices = kProjectRoles},
    {"url", Type::kText, "The link to hand out."},
    {"uses", Type::kInt},
    {"max_uses", Type::kInt},
    {.name = "created_by", .type = Type::kInt, .nullable = true},
    {"created_at", Type::kTime},
    {"expires_at", Type::kTime},
};

void AppendInvitation(JsonWriter& json, const Service& service, const Invitation& invitation) {
  json.BeginObject();
  json.Member("id", invitation.id);
  json.Member("role", labeling::RoleName(invitation.role));
  json.Key("projects");
  json.BeginArray();
  for (const int64_t project : invitation.projects) json.Int(project);
  json.EndArray();
  json.Member("project_role", labeling::RoleName(invitation.project_role));
  json.Member("url", service.Link("/user/signup/?token=" + std::string(invitation.token.Reveal())));
  json.Member("uses", invitation.uses);
  json.Member("max_uses", invitation.max_uses);
  json.Member("created_by", invitation.created_by);
  json.Member("created_at", FormatIso(invitation.created_at));
  json.Member("expires_at", FormatIso(invitation.expires_at));
  json.EndObject();
}

// A link gives its role to whoever holds it, so only who could give that role may see it.
bool MayGive(const Identity& who, Role role) {
  return role == Role::kAnnotator || CheckRight(who, Right::kAdminister).has_value();
}

std::vector<int64_t> ReadProjects(Form& form) {
  std::vector<int64_t> ids;
  const auto text = form.List("projects");
  const auto list = text.has_value() ? ParseJson(*text) : Result<boost::json::value>();
  if (!text.has_value() || !list.has_value()) return ids;
  for (const boost::json::value& item : list->get_array()) {
    if (!item.is_int64() || ids.size() == kMaxProjects) {
      form.Wrong("projects",
                 item.is_int64() ? "Name at most 1,000 projects." : "A valid integer is required.");
      break;
    }
    ids.push_back(item.get_int64());
  }
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

}  // namespace

const Shape kNewInvitationShape{"NewInvitation", kNewInvitationMembers};
const Shape kInvitationShape{"Invitation", kInvitationMembers};

namespace {
const Member kInvitationListMembers[] = {
    {.name = "results", .type = Type::kList, .shape = &kInvitationShape}};
}  // namespace

const Shape kInvitationListShape{"InvitationList", kInvitationListMembers};

Outcome ListInvitations(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::vector<Invitation> open, service.db().Read([&](db::Connection& tx) {
    return labeling::ListInvitations(tx, service.sealer(), service.clock().Now());
  }));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const Invitation& invitation : open) {
    if (MayGive(call.who, invitation.role)) AppendInvitation(json, service, invitation);
  }
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome CreateInvitation(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kNewInvitationShape);
  const Time now = service.clock().Now();
  Invitation given{.created_by = call.who.account_id()};
  given.role = labeling::ParseRole(form.Text("role").value_or("")).value_or(Role::kAnnotator);
  given.projects = ReadProjects(form);
  given.project_role =
      labeling::ParseRole(form.Text("project_role").value_or("")).value_or(Role::kAnnotator);
  given.max_uses = form.Int("max_uses").value_or(1);
  given.expires_at = now + std::chrono::days(form.Int("days").value_or(kDefaultDays));
  RETURN_IF_ERROR(form.Done());
  if (!MayGive(call.who, given.role)) {
    return Fail(ErrorKind::kDenied, "A manager may invite annotators only.",
                "Ask an administrator to invite a " + std::string(RoleName(given.role)) + ".");
  }
  ASSIGN_OR_RETURN(const Invitation made,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::CreateInvitation(tx, given, service.sealer(), now);
                   }));
  JsonWriter json;
  AppendInvitation(json, service, made);
  return JsonAnswer(201, std::move(json).Take());
}

Outcome RevokeInvitation(Service& service, Call& call) {
  const Time now = service.clock().Now();
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const std::vector<Invitation> open,
                         labeling::ListInvitations(tx, service.sealer(), now));
        // One that the caller may not see is unknown to him.
        const bool hidden = std::ranges::any_of(open, [&](const Invitation& invitation) {
          return invitation.id == call.id() && !MayGive(call.who, invitation.role);
        });
        return labeling::RevokeInvitation(tx, hidden ? 0 : call.id(), now);
      }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
