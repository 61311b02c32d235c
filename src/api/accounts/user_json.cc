#include "api/accounts/user_json.h"

#include "labeling/json/rest_json.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::Role;

constexpr Member kMetaMembers[] = {
    {"title", Type::kText, "The organization's name."},
    {"email", Type::kText, "The address of its owner."},
};
constexpr Shape kMetaShape{"UserOrganization", kMetaMembers};

constexpr Member kUserMembers[] = {
    {"id", Type::kInt},
    {"first_name"},
    {"last_name"},
    {"username"},
    {"email"},
    {"last_activity", Type::kTime},
    {"custom_hotkeys", Type::kObject},
    {.name = "avatar", .about = "Always null.", .nullable = true},
    {"initials"},
    {"phone"},
    {.name = "active_organization", .type = Type::kInt, .nullable = true},
    {.name = "active_organization_meta", .type = Type::kObject, .shape = &kMetaShape},
    {.name = "allow_newsletters", .type = Type::kBool, .nullable = true},
    {"date_joined", Type::kTime},
};

constexpr Member kOwnUserMembers[] = {
    {.name = "permissions",
     .type = Type::kList,
     .about = "What the account may do, in Label Studio's names.",
     .items = Type::kText},
    {.name = "role", .choices = "administrator|manager|annotator"},
    {.name = "managed_projects",
     .type = Type::kList,
     .about = "Projects that the account manages as their member, whatever its role.",
     .items = Type::kInt},
};

constexpr Member kAccountMembers[] = {
    {"id", Type::kInt},
    {"email"},
    {"first_name"},
    {"last_name"},
    {.name = "role", .choices = "administrator|manager|annotator"},
    {"active", Type::kBool, "False: no longer a member, may not sign in."},
    {"created_at", Type::kTime},
    {.name = "last_activity", .type = Type::kTime, .nullable = true},
    {.name = "created",
     .type = Type::kBool,
     .about = "Whether this request made it.",
     .optional = true},
};

std::string Initials(const Account& account) {
  return labeling::Initials(
      {.email = account.email, .first_name = account.first_name, .last_name = account.last_name});
}

}  // namespace

const Shape kUserShape{"User", kUserMembers};
const Shape kOwnUserShape{"OwnUser", kOwnUserMembers, &kUserShape};
const Shape kAccountShape{"Account", kAccountMembers};

namespace {
const Member kAccountListMembers[] = {
    {.name = "results", .type = Type::kList, .shape = &kAccountShape}};
}  // namespace

const Shape kAccountListShape{"AccountList", kAccountListMembers};

Result<OrganizationFacts> ReadOrganizationFacts(db::Connection& tx) {
  OrganizationFacts facts;
  ASSIGN_OR_RETURN(facts.organization, labeling::GetOrganization(tx));
  ASSIGN_OR_RETURN(const std::optional<int64_t> owner, labeling::OwnerId(tx));
  if (owner.has_value()) {
    ASSIGN_OR_RETURN(const Account account, labeling::GetAccount(tx, *owner));
    facts.owner_email = account.email;
  }
  return facts;
}

void AppendUserMembers(JsonWriter& json, const Account& account, const OrganizationFacts& facts) {
  const bool gone = !account.active;
  const std::string deleted = "Deleted";
  json.Member("id", account.id);
  json.Member("first_name", gone ? deleted : account.first_name);
  json.Member("last_name", gone ? "User" : account.last_name);
  json.Member("username", gone ? deleted : account.username);
  json.Member("email", gone ? deleted : account.email);
  json.Member("last_activity", FormatIso(account.last_activity.value_or(account.created_at)));
  json.RawMember("custom_hotkeys", account.custom_hotkeys);
  json.Member("avatar", nullptr);
  json.Member("initials", gone ? "DU" : Initials(account));
  json.Member("phone", account.phone);
  json.Key("active_organization");
  gone ? json.Null() : json.Int(labeling::kOrganizationId);
  json.Key("active_organization_meta");
  json.BeginObject();
  json.Member("title", gone ? std::string() : facts.organization.title);
  json.Member("email", gone ? std::string() : facts.owner_email);
  json.EndObject();
  json.Member("allow_newsletters", account.allow_newsletters);
  json.Member("date_joined", FormatIso(account.created_at));
}

void AppendUser(JsonWriter& json, const Account& account, const OrganizationFacts& facts) {
  json.BeginObject();
  AppendUserMembers(json, account, facts);
  json.EndObject();
}

std::vector<std::string_view> PermissionsOf(Role role) {
  static constexpr std::string_view kLabeling[] = {
      "organizations.view", "projects.view",      "tasks.view",         "annotations.create",
      "annotations.view",   "annotations.change", "annotations.delete", "labels.view",
      "users.token.any",    "views.view"};
  static constexpr std::string_view kManaging[] = {
      "projects.create", "projects.change", "projects.delete", "projects.reset_cache",
      "tasks.create",    "tasks.change",    "tasks.delete",    "views.reset",
      "actions.perform", "predictions.any", "labels.create",   "labels.change",
      "labels.delete",   "models.create",   "models.view",     "models.change",
      "models.delete",   "webhooks.view",   "webhooks.change", "storages.view",
      "storages.change", "storages.sync",   "views.create",    "views.change",
      "views.delete"};
  static constexpr std::string_view kAdministering[] = {"organizations.change",
                                                        "organizations.invite"};
  std::vector<std::string_view> all(std::begin(kLabeling), std::end(kLabeling));
  if (role != Role::kAnnotator) all.insert(all.end(), std::begin(kManaging), std::end(kManaging));
  if (role == Role::kAdministrator)
    all.insert(all.end(), std::begin(kAdministering), std::end(kAdministering));
  return all;
}

void AppendAccountMembers(JsonWriter& json, const Account& account) {
  json.Member("id", account.id);
  json.Member("email", account.email);
  json.Member("first_name", account.first_name);
  json.Member("last_name", account.last_name);
  json.Member("role", labeling::RoleName(account.role));
  json.Member("active", account.active);
  json.Member("created_at", FormatIso(account.created_at));
  json.Key("last_activity");
  account.last_activity.has_value() ? json.String(FormatIso(*account.last_activity)) : json.Null();
}

void AppendAccount(JsonWriter& json, const Account& account) {
  json.BeginObject();
  AppendAccountMembers(json, account);
  json.EndObject();
}

}  // namespace millrace::api
