#include "api/project_settings.h"
#include "api/views.h"
#include "labeling/label_config.h"

namespace millrace::api {
namespace {

using labeling::ControlTag;
using labeling::LabelConfig;

// Label Studio's default: every control and label counts the same.
std::string ControlWeights(const LabelConfig& config) {
  JsonWriter json;
  json.BeginObject();
  for (const ControlTag& control : config.controls) {
    json.Key(control.name);
    json.BeginObject();
    json.RawMember("overall", "1.0");
    json.Member("type", control.type);
    json.Key("labels");
    json.BeginObject();
    for (const std::string& label : control.labels) json.RawMember(label, "1.0");
    json.EndObject();
    json.EndObject();
  }
  json.EndObject();
  return std::move(json).Take();
}

// Controls that mark regions cannot be applied to many tasks at once.
bool SuitsBulkAnnotation(const LabelConfig& config) {
  for (const ControlTag& control : config.controls) {
    const std::string& type = control.type;
    if (type.ends_with("Labels") || type == "Brush" || type == "Ellipse" || type == "KeyPoint" ||
        type == "Polygon" || type == "Rectangle" || type == "VideoRectangle") {
      return false;
    }
  }
  return true;
}

const ProjectSetting& Setting(std::string_view name) {
  for (const ProjectSetting& setting : ProjectSettings()) {
    if (setting.name == name) return setting;
  }
  return ProjectSettings().front();
}

}  // namespace

void AppendProject(JsonWriter& json, const labeling::Project& project, AccountBook& accounts) {
  const auto setting = [&](std::string_view name) {
    json.RawMember(name, SettingJson(project.settings, Setting(name)));
  };
  const auto parsed = labeling::ParseLabelConfig(project.label_config);
  const LabelConfig config = parsed.has_value() ? *parsed : LabelConfig();

  json.BeginObject();
  json.Member("id", project.id);
  json.Member("title", project.title);
  json.Member("description", project.description);
  json.Member("label_config", project.label_config);
  for (const char* name : {"expert_instruction", "show_instruction", "show_skip_button",
                           "enable_empty_annotation", "show_annotation_history"}) {
    setting(name);
  }
  json.Member("organization", 1);
  for (const char* name :
       {"color", "maximum_annotations", "is_published", "model_version", "is_draft"})
    setting(name);
  json.Key("created_by");
  if (const labeling::Account* owner = accounts.Find(project.created_by); owner != nullptr) {
    json.BeginObject();
    json.Member("id", owner->id);
    json.Member("first_name", owner->first_name);
    json.Member("last_name", owner->last_name);
    json.Member("email", owner->email);
    json.Member("avatar", nullptr);
    json.EndObject();
  } else {
    json.Null();
  }
  json.Member("created_at", FormatIso(project.created_at));
  for (const char* name : {"min_annotations_to_start_training",
                           "start_training_on_annotation_update", "show_collab_predictions"}) {
    setting(name);
  }
  json.Member("num_tasks_with_annotations", project.finished_task_number);
  json.Member("task_number", project.task_number);
  json.Member("useful_annotation_number",
              project.total_annotations_number - project.ground_truth_number);
  json.Member("ground_truth_number", project.ground_truth_number);
  json.Member("skipped_annotations_number", project.skipped_annotations_number);
  json.Member("total_annotations_number", project.total_annotations_number);
  json.Member("total_predictions_number", project.total_predictions_number);
  for (const char* name : {"sampling", "show_ground_truth_first", "annotator_evaluation_enabled",
                           "show_overlap_first", "overlap_cohort_percentage", "task_data_login"}) {
    setting(name);
  }
  // Written, never shown.
  json.Member("task_data_password", nullptr);
  const std::string weights = SettingJson(project.settings, Setting("control_weights"));
  json.RawMember("control_weights", weights == "{}" ? ControlWeights(config) : weights);
  json.RawMember("parsed_label_config", config.ToJson());
  setting("evaluate_predictions_automatically");
  json.Member("config_has_control_tags", !config.controls.empty());
  for (const char* name : {"skip_queue", "reveal_preannotations_interactively", "pinned_at"})
    setting(name);
  json.Member("finished_task_number", project.finished_task_number);
  json.Member("queue_total", project.task_number);
  json.Member("queue_done", project.finished_task_number);
  json.Member("config_suitable_for_bulk_annotation", SuitsBulkAnnotation(config));
  json.Member("state", nullptr);
  json.EndObject();
}

}  // namespace millrace::api
