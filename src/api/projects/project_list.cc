#include "api/projects/project_list.h"

#include <algorithm>
#include <set>

#include "api/access.h"
#include "api/paging.h"
#include "api/projects/project_view.h"
#include "api/service.h"
#include "base/text.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::Project;

constexpr int64_t kPageSize = 30, kMaxPageSize = 100;

// The address of another page of the same list.
std::string PageLink(const Service& service, const Call& call, int64_t page) {
  net::Query query;
  for (auto& [name, value] : net::ParseQuery(call.request.query)) {
    if (name != "page") query.emplace_back(name, value);
  }
  if (page > 1) query.emplace_back("page", std::to_string(page));
  std::ranges::sort(query);
  std::string base = service.options.public_url;
  if (base.empty()) {
    const std::string_view host = call.request.headers.Get("Host");
    if (!host.empty()) base = (call.request.over_tls ? "https://" : "http://") + std::string(host);
  }
  if (base.ends_with('/')) base.pop_back();
  std::string path = call.request.path;
  if (!path.ends_with('/')) path += '/';
  return base + path + (query.empty() ? "" : "?" + net::EncodeQuery(query));
}

struct Choice {
  labeling::ProjectQuery query;
  std::optional<std::set<int64_t>> ids;
};

Result<Choice> ReadChoice(Call& call) {
  Choice choice;
  if (const auto ids = call.Query("ids"); ids.has_value() && !ids->empty()) {
    choice.ids.emplace();
    for (const std::string& part : Split(*ids, ',')) {
      const auto id = ParseInt(Trim(part));
      if (!id.has_value()) return FailField("ids", "Enter a whole number.");
      choice.ids->insert(*id);
    }
  }
  choice.query.title = call.Query("title").value_or("");
  choice.query.order = call.Query("ordering").value_or("");
  const std::string filter = call.Query("filter").value_or("");
  if (filter == "pinned_only") choice.query.pinned = true;
  if (filter == "exclude_pinned") choice.query.pinned = false;
  if (call.Query("archived").has_value()) choice.query.archived = call.QueryBool("archived", false);
  // Without effect in Label Studio, too: asked for so that a client may send it.
  call.Query("search");
  return choice;
}

using AppendThem =
    std::function<Result<void>(JsonWriter&, db::Connection&, std::span<const Project>)>;

Outcome AnswerPage(Service& service, Call& call, const Choice& choice, const AppendThem& append) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(std::vector<int64_t> ids, labeling::FindProjects(tx, choice.query));
    ASSIGN_OR_RETURN(const auto visible, VisibleProjects(tx, call.who));
    std::erase_if(ids, [&](int64_t id) {
      return (choice.ids.has_value() && !choice.ids->contains(id)) ||
             (visible.has_value() && std::ranges::find(*visible, id) == visible->end());
    });
    const int64_t total = std::ssize(ids);
    RETURN_IF_ERROR(FitPage(page, total));
    const int64_t begin = std::min(page.offset(), total);
    const int64_t end = std::min(begin + page.size, total);
    ASSIGN_OR_RETURN(const std::vector<Project> projects,
                     labeling::ProjectsById(tx, std::span(ids).subspan(begin, end - begin)));
    JsonWriter json;
    json.BeginObject();
    json.Member("count", total);
    const auto link = [&](const char* name, bool there, int64_t number) {
      if (there)
        json.Member(name, PageLink(service, call, number));
      else
        json.Member(name, nullptr);
    };
    link("next", end < total, page.page + 1);
    link("previous", page.page > 1, page.page - 1);
    json.Key("results");
    json.BeginArray();
    RETURN_IF_ERROR(append(json, tx, projects));
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace

std::vector<std::string> Include(Call& call) {
  const auto include = call.Query("include");
  if (!include.has_value() || include->empty()) return {};
  return Split(*include, ',');
}

Outcome ListProjects(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Choice choice, ReadChoice(call));
  const std::vector<std::string> include = Include(call);
  return AnswerPage(service, call, choice,
                    [&](JsonWriter& json, db::Connection& tx, std::span<const Project> projects) {
                      return AppendProjects(json, tx, projects, call.who.account_id(), include);
                    });
}

Outcome ListProjectCounts(Service& service, Call& call) {
  ASSIGN_OR_RETURN(Choice choice, ReadChoice(call));
  // Label Studio orders them by nothing, which is by id.
  if (choice.query.order.empty()) choice.query.order = "id";
  const std::vector<std::string> include = Include(call);
  return AnswerPage(
      service, call, choice,
      [&](JsonWriter& json, db::Connection&, std::span<const Project> projects) -> Result<void> {
        for (const Project& project : projects) AppendCounts(json, project, include);
        return {};
      });
}

}  // namespace millrace::api
