#include "api/projects/project_view.h"

#include <algorithm>
#include <map>

#include "api/json_text.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

using labeling::Project;

void AppendChosen(JsonWriter& json, std::string_view object,
                  const std::vector<std::string>& include) {
  if (include.empty()) {
    json.Raw(object);
    return;
  }
  json.BeginObject();
  ForEachMember(object, [&](std::string_view name, std::string_view value) {
    if (std::ranges::find(include, name) != include.end()) json.RawMember(name, value);
    return true;
  });
  json.EndObject();
}

}  // namespace

Result<void> AppendProjects(JsonWriter& json, db::Connection& tx, std::span<const Project> projects,
                            std::optional<int64_t> viewer,
                            const std::vector<std::string>& include) {
  const auto named = [&](std::string_view name) {
    return std::ranges::find(include, name) != include.end();
  };
  const bool queue = include.empty() || std::ranges::any_of(include, [](const std::string& name) {
                       return name.starts_with("queue_");
                     });
  std::map<int64_t, labeling::StorageTally> storages;
  if (named("storages")) {
    std::vector<int64_t> ids;
    for (const Project& project : projects) ids.push_back(project.id);
    ASSIGN_OR_RETURN(storages, labeling::TallyStorages(tx, ids));
  }
  AccountBook accounts(tx);
  for (const Project& project : projects) {
    const auto config = labeling::ParseLabelConfig(project.label_config);
    labeling::ProjectFacts facts{.created_by = accounts.Find(project.created_by)};
    if (queue) {
      ASSIGN_OR_RETURN(facts.queue, labeling::QueueOf(tx, project, viewer));
    }
    if (named("annotators")) {
      ASSIGN_OR_RETURN(facts.annotators, accounts.Annotators(project.id));
    }
    if (named("storages")) facts.storages = storages[project.id];
    JsonWriter whole;
    labeling::AppendProjectJson(whole, project, config.value_or(labeling::LabelConfig()), facts);
    AppendChosen(json, whole.text(), include);
  }
  return {};
}

void AppendCounts(JsonWriter& json, const Project& project,
                  const std::vector<std::string>& include) {
  JsonWriter whole;
  whole.BeginObject();
  whole.Member("id", project.id);
  whole.Member("task_number", project.task_number);
  whole.Member("finished_task_number", project.finished_task_number);
  whole.Member("total_predictions_number", project.total_predictions_number);
  whole.Member("total_annotations_number", project.total_annotations_number);
  whole.Member("num_tasks_with_annotations", project.tasks_with_annotations);
  whole.Member("useful_annotation_number", project.useful_annotations_number);
  whole.Member("ground_truth_number", project.ground_truth_number);
  whole.Member("skipped_annotations_number", project.skipped_annotations_number);
  whole.EndObject();
  AppendChosen(json, whole.text(), include);
}

}  // namespace millrace::api
