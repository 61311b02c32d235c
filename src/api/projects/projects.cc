#include "api/projects/projects.h"

#include <algorithm>

#include "api/json_text.h"
#include "api/paging.h"
#include "api/projects/project_settings.h"
#include "api/service.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/label_config.h"
#include "labeling/projects.h"
#include "net/url.h"

namespace millrace::api {
namespace {

using labeling::Project;

constexpr int64_t kPageSize = 30, kMaxPageSize = 10'000;
constexpr Form::TextRule kTitle{.min = 3, .max = 50};
constexpr size_t kMaxConfig = 4u << 20;

// A label config that the form gives, checked.
std::optional<std::string> ConfigOf(Form& form) {
  auto config = form.Text("label_config", {.max = kMaxConfig});
  if (!config.has_value()) return std::nullopt;
  if (Trim(*config).empty()) return "<View></View>";
  if (const auto parsed = labeling::ParseLabelConfig(*config); !parsed.has_value()) {
    form.Wrong("label_config", parsed.error().fields.empty()
                                   ? parsed.error().Sentence()
                                   : parsed.error().fields.front().second);
    return std::nullopt;
  }
  return config;
}

Outcome ShowProject(Service& service, int status, const Project& project) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    AccountBook accounts(tx);
    JsonWriter json;
    AppendProject(json, project, accounts);
    return JsonAnswer(status, std::move(json).Take());
  });
}

// The address of another page of the same list.
std::string PageLink(const Service& service, const Call& call, int64_t page) {
  net::Query query;
  for (auto& [name, value] : net::ParseQuery(call.request.query)) {
    if (name != "page") query.emplace_back(name, value);
  }
  if (page > 1) query.emplace_back("page", std::to_string(page));
  std::string base = service.options.public_url;
  if (base.empty()) {
    const std::string_view host = call.request.headers.Get("Host");
    if (!host.empty()) base = (call.request.over_tls ? "https://" : "http://") + std::string(host);
  }
  if (base.ends_with('/')) base.pop_back();
  return base + "/api/projects/" + (query.empty() ? "" : "?" + net::EncodeQuery(query));
}

// Only the members that ?include= names, or all of them.
std::string Chosen(std::string_view project, const std::vector<std::string>& names) {
  JsonWriter json;
  json.BeginObject();
  ForEachMember(project, [&](std::string_view name, std::string_view value) {
    if (std::ranges::find(names, name) != names.end()) json.RawMember(name, value);
    return true;
  });
  json.EndObject();
  return std::move(json).Take();
}

struct ProjectChoice {
  std::vector<int64_t> ids;  // empty = all
  std::string title;         // part of it, without case; empty = all
};

Result<ProjectChoice> ReadChoice(Call& call) {
  ProjectChoice choice;
  if (const auto ids = call.Query("ids"); ids.has_value() && !ids->empty()) {
    for (const std::string& part : Split(*ids, ',')) {
      const auto id = ParseInt(Trim(part));
      if (!id.has_value()) return FailField("ids", "Enter a whole number.");
      choice.ids.push_back(*id);
    }
  }
  choice.title = ToLower(call.Query("title").value_or(""));
  return choice;
}

}  // namespace

Outcome ListProjects(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  ASSIGN_OR_RETURN(const ProjectChoice choice, ReadChoice(call));
  const auto include = call.Query("include");
  const std::vector<std::string> names =
      include.has_value() && !include->empty() ? Split(*include, ',') : std::vector<std::string>();
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    std::vector<Project> projects;
    int64_t total = 0;
    if (choice.ids.empty() && choice.title.empty()) {
      ASSIGN_OR_RETURN(total, labeling::CountProjects(tx));
      RETURN_IF_ERROR(FitPage(page, total));
      ASSIGN_OR_RETURN(projects, labeling::ListProjects(tx, page.offset(), page.size));
    } else {
      ASSIGN_OR_RETURN(std::vector<Project> all,
                       labeling::ListProjects(tx, 0, INT64_MAX, choice.ids));
      std::erase_if(all, [&](const Project& project) {
        return ToLower(project.title).find(choice.title) == std::string::npos;
      });
      total = static_cast<int64_t>(all.size());
      RETURN_IF_ERROR(FitPage(page, total));
      const auto begin = all.begin() + std::min(page.offset(), total);
      projects.assign(begin, begin + std::min(page.size, total - std::min(page.offset(), total)));
    }
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginObject();
    json.Member("count", total);
    if (page.offset() + page.size < total)
      json.Member("next", PageLink(service, call, page.page + 1));
    else
      json.Member("next", nullptr);
    if (page.page > 1)
      json.Member("previous", PageLink(service, call, page.page - 1));
    else
      json.Member("previous", nullptr);
    json.Key("results");
    json.BeginArray();
    for (const Project& project : projects) {
      if (names.empty()) {
        AppendProject(json, project, accounts);
      } else {
        JsonWriter one;
        AppendProject(one, project, accounts);
        json.Raw(Chosen(one.text(), names));
      }
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreateProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  Project given;
  given.title = form.Text("title", kTitle).value_or("");
  given.description = form.Text("description").value_or("");
  if (auto config = ConfigOf(form); config.has_value()) given.label_config = *std::move(config);
  given.settings = MergeSettings("{}", form);
  given.created_by = call.who.account_id();
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const Project project,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::CreateProject(tx, given, service.clock().Now());
                   }));
  return ShowProject(service, 201, project);
}

Outcome GetProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  return ShowProject(service, 200, project);
}

Outcome ChangeProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  labeling::ProjectPatch patch;
  patch.title = form.Text("title", kTitle);
  patch.description = form.Text("description");
  patch.label_config = ConfigOf(form);
  ASSIGN_OR_RETURN(
      const Project project,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Project> {
        ASSIGN_OR_RETURN(const Project before, labeling::GetProject(tx, call.id()));
        patch.settings = MergeSettings(before.settings, form);
        RETURN_IF_ERROR(form.Done());
        return labeling::UpdateProject(tx, call.id(), patch, service.clock().Now());
      }));
  return ShowProject(service, 200, project);
}

Outcome DeleteProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::vector<labeling::Storage> storages,
                   service.db().Read([&](db::Connection& tx) {
                     return labeling::ListStorages(tx, {.project_id = call.id()});
                   }));
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
        return labeling::DeleteProject(tx, call.id(), service.clock().Now());
      }));
  for (const labeling::Storage& storage : storages) service.engine.connections().Forget(storage.id);
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

Outcome ValidateConfig(Service&, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("label_config");
  ConfigOf(form);
  RETURN_IF_ERROR(form.Done());
  return EmptyAnswer(204);
}

Outcome ValidateProjectConfig(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("label_config");
  ConfigOf(form);
  RETURN_IF_ERROR(form.Done());
  return JsonAnswer(200, R"({"config_essential_data_has_changed":null})");
}

Outcome OpenProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("title");
  const std::string title = form.Text("title", {.max = 256, .blank = false}).value_or("");
  const bool init = form.Bool("init").value_or(false);
  const auto config = ConfigOf(form);
  RETURN_IF_ERROR(form.Done());
  bool created = false;
  ASSIGN_OR_RETURN(
      const Project project,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Project> {
        ASSIGN_OR_RETURN(const std::optional<Project> found,
                         labeling::FindProjectByTitle(tx, title));
        const Time now = service.clock().Now();
        if (found.has_value()) {
          if (!config.has_value() || *config == found->label_config) return *found;
          return labeling::UpdateProject(tx, found->id, {.label_config = config}, now);
        }
        if (!init) {
          return Fail(ErrorKind::kNotFound, "There is no project \"" + Printable(title) + "\".",
                      "Add --init to create it, or check the name.");
        }
        created = true;
        Project given{.title = title, .created_by = call.who.account_id()};
        if (config.has_value()) given.label_config = *config;
        return labeling::CreateProject(tx, given, now);
      }));
  JsonWriter json;
  json.BeginObject();
  json.Member("id", project.id);
  json.Member("title", project.title);
  json.Member("created", created);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
