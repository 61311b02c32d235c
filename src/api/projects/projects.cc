#include "api/projects/projects.h"

#include "api/json_text.h"
#include "api/projects/label_configs.h"
#include "api/projects/project_list.h"
#include "api/projects/project_settings.h"
#include "api/projects/project_shapes.h"
#include "api/projects/project_view.h"
#include "api/service.h"
#include "api/transfer/export_work.h"
#include "api/transfer/upload_files.h"
#include "base/text.h"
#include "labeling/data_manager/model_versions.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/label_config_change.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::Project;

Outcome ShowProject(Service& service, Call& call, int status, const Project& project,
                    const std::vector<std::string>& include = {}) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    JsonWriter json;
    RETURN_IF_ERROR(
        AppendProjects(json, tx, std::span(&project, 1), call.who.account_id(), include));
    return JsonAnswer(status, std::move(json).Take());
  });
}

// A text that may be given as null, which is none.
std::optional<std::string> TextOrNone(Form& form, std::string_view name) {
  if (form.Null(name)) return "";
  return form.Text(name);
}

std::string ModelVersionOf(const std::string& settings) {
  const auto stored = FindMember(settings, "model_version");
  return stored.has_value() && stored->starts_with('"') ? DecodeJsonString(*stored) : "";
}

// A new config must not break the annotations that are there.
Result<void> CheckFits(db::Connection& tx, const Project& before, const GivenConfig& config) {
  if (config.xml == before.label_config || before.task_number == 0) return {};
  ASSIGN_OR_RETURN(const auto used, labeling::SummarizeResults(tx, before.id));
  return labeling::CheckStillFits(config.parsed, used, labeling::Strictness::kControls);
}

// What a change may not say depends on the project.
Result<void> CheckChange(db::Connection& tx, const Project& before, Form& form,
                         const std::optional<GivenConfig>& config) {
  const std::string version = form.Text("model_version").value_or("");
  if (!version.empty() && version != ModelVersionOf(before.settings)) {
    ASSIGN_OR_RETURN(const bool known, labeling::HasModelVersion(tx, before.id, version));
    ASSIGN_OR_RETURN(const auto live, labeling::ShownBackend(tx, before.id, version));
    if (!known && !live.has_value()) {
      form.Wrong("model_version",
                 "Model version doesn't exist either as live model or as static predictions.");
    }
  }
  if (config.has_value()) {
    const auto fits = CheckFits(tx, before, *config);
    if (!fits.has_value() && fits.error().fields.empty()) return fits;
    if (!fits.has_value()) form.Wrong("label_config", fits.error().fields.front().second);
  }
  return form.Done();
}

// Whoever hides predictions shows no version of them.
std::string WithoutHiddenVersion(const std::string& settings, Form& form) {
  if (form.Bool("show_collab_predictions").value_or(true)) return settings;
  return labeling::WithoutSetting(settings, "model_version");
}

}  // namespace

Outcome CreateProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kProjectInput);
  Project given;
  given.title = TextOrNone(form, "title").value_or("");
  given.description = TextOrNone(form, "description").value_or("");
  if (auto config = ConfigOf(form); config.has_value()) given.label_config = std::move(config->xml);
  given.settings = MergeSettings("{}", form);
  given.created_by = call.who.account_id();
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const Project project,
                   service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
                     return labeling::CreateProject(tx, given, service.clock().Now());
                   }));
  return ShowProject(service, call, 201, project);
}

Outcome GetProject(Service& service, Call& call) {
  const std::vector<std::string> include = Include(call);
  ASSIGN_OR_RETURN(const Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, call.id());
  }));
  return ShowProject(service, call, 200, project, include);
}

Outcome ChangeProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kProjectInput, Form::Given::kSome);
  const auto config = ConfigOf(form);
  labeling::ProjectPatch patch;
  patch.title = TextOrNone(form, "title");
  patch.description = TextOrNone(form, "description");
  if (config.has_value()) patch.label_config = config->xml;
  ASSIGN_OR_RETURN(
      const Project project,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Project> {
        ASSIGN_OR_RETURN(const Project before, labeling::GetProject(tx, call.id()));
        patch.settings = WithoutHiddenVersion(MergeSettings(before.settings, form), form);
        RETURN_IF_ERROR(CheckChange(tx, before, form, config));
        return labeling::UpdateProject(tx, call.id(), patch, service.clock().Now());
      }));
  return ShowProject(service, call, 200, project);
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
  const std::string& data_dir = service.engine.context().environment.data_dir;
  UploadFiles(data_dir).RemoveProject(call.id());
  ExportFiles(data_dir).RemoveProject(call.id());
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

Outcome OpenProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kOpenProjectV1);
  const std::string title = form.Text("title").value_or("");
  const bool init = form.Bool("init").value_or(false);
  std::optional<GivenConfig> config;
  RETURN_IF_ERROR(form.Done());
  if (auto xml = form.Text("label_config"); xml.has_value()) {
    ASSIGN_OR_RETURN(auto parsed, labeling::ParseLabelConfig(*xml));
    config = GivenConfig{.xml = *std::move(xml), .parsed = std::move(parsed)};
  }
  bool created = false;
  ASSIGN_OR_RETURN(
      const Project project,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Project> {
        ASSIGN_OR_RETURN(const std::optional<Project> found,
                         labeling::FindProjectByTitle(tx, title));
        const Time now = service.clock().Now();
        if (found.has_value()) {
          if (!config.has_value() || config->xml == found->label_config) return *found;
          RETURN_IF_ERROR(CheckFits(tx, *found, *config));
          return labeling::UpdateProject(tx, found->id, {.label_config = config->xml}, now);
        }
        if (!init) {
          return Fail(ErrorKind::kNotFound, "There is no project \"" + Printable(title) + "\".",
                      "Add --init to create it, or check the name.");
        }
        created = true;
        Project given{.title = title, .created_by = call.who.account_id()};
        if (config.has_value()) given.label_config = config->xml;
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

Outcome DuplicateProject(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kDuplicateV1);
  const auto title = form.Text("title");
  const bool tasks = form.Text("mode").value_or("settings") == "settings,data";
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const Project copy,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Project> {
        ASSIGN_OR_RETURN(const Project project, labeling::GetProject(tx, call.id()));
        return labeling::DuplicateProject(tx, project.id,
                                          title.value_or(Printable(project.title, 40) + " (copy)"),
                                          tasks, call.who.account_id(), service.clock().Now());
      }));
  return ShowProject(service, call, 201, copy);
}

}  // namespace millrace::api
