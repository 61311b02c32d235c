#include <algorithm>

#include "api/accounts/organization.h"
#include "api/accounts/user_json.h"
#include "api/error_response.h"
#include "api/paging.h"
#include "api/service.h"
#include "labeling/projects/contributions.h"

namespace millrace::api {
namespace {

using labeling::Account;
using labeling::kOrganizationId;
using labeling::ProjectTitle;

constexpr int64_t kPageSize = 20, kMaxPageSize = 1'000'000;

constexpr Member kTitleMembers[] = {{"id", Type::kInt}, {"title"}};
constexpr Shape kTitleShape{"ProjectTitle", kTitleMembers};

// Null unless ?contributed_to_projects=true.
constexpr Member kProjectsMembers[] = {
    {.name = "created_projects", .type = Type::kList, .nullable = true, .shape = &kTitleShape},
    {.name = "contributed_to_projects",
     .type = Type::kList,
     .nullable = true,
     .shape = &kTitleShape},
};
constexpr Shape kProjectsShape{"MemberProjects", kProjectsMembers};

const Shape kMemberUserShape{"MemberUser", kProjectsMembers, &kUserShape};

const Member kListedMembers[] = {
    {"id", Type::kInt},
    {"organization", Type::kInt},
    {.name = "user", .type = Type::kObject, .shape = &kMemberUserShape},
};

constexpr Member kMembershipMembers[] = {
    {"user", Type::kInt},
    {"organization", Type::kInt},
    {"contributed_projects_count", Type::kInt},
    {"annotations_count", Type::kInt},
    {"created_at", Type::kTime},
};

void AppendTitles(JsonWriter& json, std::string_view name,
                  const std::vector<ProjectTitle>& projects) {
  json.Key(name);
  json.BeginArray();
  for (const ProjectTitle& project : projects) {
    json.BeginObject();
    json.Member("id", project.id);
    json.Member("title", project.title);
    json.EndObject();
  }
  json.EndArray();
}

Result<void> AppendProjects(JsonWriter& json, db::Connection& tx, int64_t account_id, bool wanted) {
  if (!wanted) {
    json.Member("created_projects", nullptr);
    json.Member("contributed_to_projects", nullptr);
    return {};
  }
  ASSIGN_OR_RETURN(const auto created, labeling::CreatedProjects(tx, account_id));
  ASSIGN_OR_RETURN(const auto contributed, labeling::ContributedProjects(tx, account_id));
  AppendTitles(json, "created_projects", created);
  AppendTitles(json, "contributed_to_projects", contributed);
  return {};
}

bool WantsProjects(Call& call) { return call.QueryBool("contributed_to_projects", false); }

Result<Account> MemberOf(db::Connection& tx, int64_t id, const char* missing) {
  Result<Account> account = labeling::GetAccount(tx, id);
  if (!account.has_value() && account.error().kind != ErrorKind::kNotFound) return account;
  if (!account.has_value() || account->deleted) return Fail(ErrorKind::kNotFound, missing);
  return account;
}

}  // namespace

const Shape kListedMembershipShape{"ListedMembership", kListedMembers, &kProjectsShape};
const Shape kMembershipShape{"Membership", kMembershipMembers, &kProjectsShape};

Outcome ListMemberships(Service& service, Call& call) {
  if (call.id() != kOrganizationId)
    return Fail(ErrorKind::kNotFound, "No Organization matches the given query.");
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  if (call.Query("page_size") == "-1") page.size = kMaxPageSize;
  const bool projects = WantsProjects(call), active = call.QueryBool("active", false);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(std::vector<Account> accounts, labeling::ListAccounts(tx));
    if (active) std::erase_if(accounts, [](const Account& account) { return !account.active; });
    std::ranges::stable_sort(accounts, {}, &Account::username);
    const auto total = static_cast<int64_t>(accounts.size());
    RETURN_IF_ERROR(FitPage(page, total));
    ASSIGN_OR_RETURN(const OrganizationFacts facts, ReadOrganizationFacts(tx));
    JsonWriter json;
    json.BeginObject();
    AppendPageMembers(json, service.options.public_url, call, page, total);
    json.Key("results");
    json.BeginArray();
    for (int64_t i = page.offset(); i < std::min(total, page.offset() + page.size); ++i) {
      const Account& account = accounts[static_cast<size_t>(i)];
      json.BeginObject();
      json.Member("id", account.id);
      json.Member("organization", kOrganizationId);
      json.Key("user");
      json.BeginObject();
      AppendUserMembers(json, account, facts);
      RETURN_IF_ERROR(AppendProjects(json, tx, account.id, projects));
      json.EndObject();
      RETURN_IF_ERROR(AppendProjects(json, tx, account.id, projects));
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome GetMembership(Service& service, Call& call) {
  if (call.id() != kOrganizationId)
    return Fail(ErrorKind::kNotFound, "No Organization matches the given query.");
  const bool projects = WantsProjects(call);
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Account account,
                     MemberOf(tx, call.ids[1], "No OrganizationMember matches the given query."));
    ASSIGN_OR_RETURN(const labeling::Contribution sum, labeling::ContributionOf(tx, account.id));
    JsonWriter json;
    json.BeginObject();
    json.Member("user", account.id);
    json.Member("organization", kOrganizationId);
    json.Member("contributed_projects_count", sum.projects);
    json.Member("annotations_count", sum.annotations);
    json.Member("created_at", FormatIso(account.created_at));
    RETURN_IF_ERROR(AppendProjects(json, tx, account.id, projects));
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome EndMembership(Service& service, Call& call) {
  if (call.id() != kOrganizationId)
    return Fail(ErrorKind::kNotFound, "No Organization matches the given query.");
  const int64_t id = call.ids[1];
  if (call.who.account_id() == id)
    return StatusResponse(405, "User cannot soft delete self", service.options.version);
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const Account account,
                         MemberOf(tx, id, "No User matches the given query."));
        if (!account.active) return Fail(ErrorKind::kNotFound, "Member not found");
        RETURN_IF_ERROR(labeling::UpdateAccount(tx, id, {.active = false}));
        return {};
      }));
  service.authenticator.Forget();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
