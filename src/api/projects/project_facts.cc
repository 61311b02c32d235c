#include "api/projects/project_facts.h"

#include "api/json_text.h"
#include "api/ml/backend_json.h"
#include "api/service.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/data_manager/model_versions.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/project_summary.h"
#include "labeling/projects/projects.h"

namespace millrace::api {
namespace {

using labeling::ModelVersion;
using labeling::Project;

void AppendTally(JsonWriter& json, std::string_view name, const labeling::Tally& tally) {
  json.Key(name);
  json.BeginObject();
  for (const auto& [key, count] : tally) json.Member(key, count);
  json.EndObject();
}

void AppendLabels(JsonWriter& json, std::string_view name, const labeling::LabelTally& labels) {
  json.Key(name);
  json.BeginObject();
  for (const auto& [control, tally] : labels) AppendTally(json, control, tally);
  json.EndObject();
}

std::string ExtendedVersions(const std::vector<ModelVersion>& versions,
                             const std::optional<std::vector<labeling::MlBackend>>& live) {
  JsonWriter json;
  json.BeginObject();
  json.Key("static");
  json.BeginArray();
  for (const ModelVersion& version : versions) {
    json.BeginObject();
    json.Member("model_version", version.name);
    // Label Studio counts the names, and nothing has none.
    json.Member("count", version.name.has_value() ? version.predictions : 0);
    json.Member("latest", FormatIso(version.latest));
    json.EndObject();
  }
  json.EndArray();
  json.Key("live");
  if (live.has_value()) {
    json.BeginArray();
    for (const labeling::MlBackend& backend : *live) AppendBackend(json, backend);
    json.EndArray();
  } else {
    json.Null();
  }
  json.EndObject();
  return std::move(json).Take();
}

std::string ChosenVersion(const Project& project) {
  const auto stored = FindMember(project.settings, "model_version");
  return stored.has_value() && stored->starts_with('"') ? DecodeJsonString(*stored) : "";
}

std::string CountedVersions(const Project& project, const std::vector<ModelVersion>& versions,
                            std::optional<int64_t> limit) {
  const std::string chosen = ChosenVersion(project);
  bool has_chosen = chosen.empty();
  int64_t shown = 0;
  JsonWriter json;
  json.BeginObject();
  for (const ModelVersion& version : versions) {
    if (limit.value_or(0) > 0 && shown == *limit) break;
    json.Member(version.name.value_or("null"), version.name.has_value() ? version.predictions : 0);
    has_chosen |= version.name == chosen;
    ++shown;
  }
  if (!has_chosen && (limit.value_or(0) <= 0 || shown < *limit)) json.Member(chosen, 0);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace

Outcome GetSummary(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Project project, labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const auto columns, labeling::SummarizeData(tx, project.id));
    ASSIGN_OR_RETURN(const auto used, labeling::SummarizeResults(tx, project.id));
    JsonWriter json;
    json.BeginObject();
    json.Member("project", project.id);
    json.Member("created_at", FormatIso(project.created_at));
    AppendTally(json, "all_data_columns", columns.all);
    json.Key("common_data_columns");
    json.BeginArray();
    for (const std::string& column : columns.common) json.String(column);
    json.EndArray();
    AppendTally(json, "created_annotations", used.annotations);
    AppendLabels(json, "created_labels", used.labels);
    AppendLabels(json, "created_labels_drafts", used.draft_labels);
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

// It is counted at every look, so there is nothing to reset.
Outcome ResetSummary(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, call.id()); }));
  return EmptyAnswer(200);
}

Outcome ListAnnotators(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    AccountBook accounts(tx);
    ASSIGN_OR_RETURN(const auto annotators, accounts.Annotators(call.id()));
    JsonWriter json;
    json.BeginArray();
    for (const labeling::Author& person : annotators) labeling::AppendPersonJson(json, person);
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome ListModelVersions(Service& service, Call& call) {
  const bool extended = call.QueryBool("extended", false);
  const bool live = call.QueryBool("include_live_models", false);
  std::optional<int64_t> limit;
  if (const auto given = call.Query("limit"); given.has_value() && !given->empty()) {
    limit = ParseInt(Trim(*given));
    if (!limit.has_value()) return FailField("limit", "A valid integer is required.");
  }
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const Project project, labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const auto versions, labeling::ModelVersions(tx, project.id));
    if (!extended) return JsonAnswer(200, CountedVersions(project, versions, limit));
    std::optional<std::vector<labeling::MlBackend>> backends;
    if (live) {
      ASSIGN_OR_RETURN(backends, labeling::ListBackends(tx, project.id));
    }
    return JsonAnswer(200, ExtendedVersions(versions, backends));
  });
}

Outcome DeleteModelVersion(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  const std::string version = form.Text("model_version").value_or("");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const int64_t deleted,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<int64_t> {
        ASSIGN_OR_RETURN(const Project project, labeling::GetProject(tx, call.id()));
        if (version.empty())
          return FailField("non_field_errors", "model_version param is required");
        const std::string chosen = ChosenVersion(project);
        ASSIGN_OR_RETURN(const auto shown, labeling::ShownBackend(tx, project.id, chosen));
        if (chosen == version || shown.has_value()) {
          const std::string settings =
              labeling::WithSetting(project.settings, "model_version", "null");
          RETURN_IF_ERROR(labeling::UpdateProject(tx, project.id, {.settings = settings},
                                                  service.clock().Now()));
        }
        return labeling::DeleteModelVersion(tx, project.id, version);
      }));
  JsonWriter json;
  json.BeginObject();
  json.Member("deleted_predictions", deleted);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
