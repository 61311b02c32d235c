// A project as Label Studio's REST JSON.
#include <algorithm>
#include <map>

#include "crypto/digest.h"
#include "labeling/json/json_members.h"
#include "labeling/json/rest_json.h"
#include "labeling/json/stored_json.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

// What Label Studio has beyond our columns, with its defaults.
struct Setting {
  std::string_view name, value;
};
constexpr Setting kSettings[] = {
    {"expert_instruction", R"("")"},
    {"show_instruction", "false"},
    {"show_skip_button", "true"},
    {"enable_empty_annotation", "true"},
    {"show_annotation_history", "false"},
    {"color", R"("#FFFFFF")"},
    {"maximum_annotations", "1"},
    {"is_published", "false"},
    {"model_version", R"("")"},
    {"is_draft", "false"},
    {"min_annotations_to_start_training", "0"},
    {"show_collab_predictions", "true"},
    {"sampling", R"("Sequential sampling")"},
    {"show_ground_truth_first", "false"},
    {"annotator_evaluation_enabled", "false"},
    {"show_overlap_first", "false"},
    {"overlap_cohort_percentage", "100"},
    {"task_data_login", "null"},
    {"task_data_password", "null"},
    {"control_weights", ""},
    {"evaluate_predictions_automatically", "false"},
    {"skip_queue", R"("REQUEUE_FOR_OTHERS")"},
    {"reveal_preannotations_interactively", "false"},
    {"pinned_at", "null"},
    {"is_archived", "false"},
};

class Settings {
 public:
  explicit Settings(const std::string& settings) {
    if (text_.Load(settings).has_value()) members_ = text_.members();
  }
  std::string_view Get(std::string_view name) const {
    const auto given = std::ranges::find(members_, name, &JsonMember::key);
    if (given != members_.end()) return given->value;
    return std::ranges::find(kSettings, name, &Setting::name)->value;
  }

 private:
  JsonText text_;
  std::vector<JsonMember> members_;
};

void AppendControlWeights(JsonWriter& json, const Settings& settings, const LabelConfig& config) {
  json.Key("control_weights");
  if (const auto weights = settings.Get("control_weights");
      !weights.empty() && weights != "null" && weights != "{}") {
    json.Raw(weights);
    return;
  }
  json.BeginObject();
  for (const ControlTag& control : config.controls) {
    json.Key(control.name);
    json.BeginObject();
    AppendReal(json, "overall", 1.0);
    json.Member("type", control.type);
    json.Key("labels");
    json.BeginObject();
    for (const ControlTag::Label& label : control.labels) AppendReal(json, label.name, 1.0);
    json.EndObject();
    json.EndObject();
  }
  json.EndObject();
}

void AppendDataTypes(JsonWriter& json, const LabelConfig& config) {
  std::map<std::string_view, std::string_view> types;  // by data key; the first tag of each
  for (const ObjectTag& object : config.objects)
    if (!object.data_key.empty()) types.emplace(object.data_key, object.type);
  json.Key("data_types");
  json.BeginObject();
  for (const auto& [key, type] : types) json.Member(key, type);
  json.EndObject();
}

// A number that stays the same as long as the text does; not negative.
int64_t HashOf(std::string_view text) {
  uint64_t number = 0;
  for (const char c : crypto::Sha256(text).substr(0, 8))
    number = number << 8 | static_cast<uint8_t>(c);
  return static_cast<int64_t>(number >> 1);
}

}  // namespace

void AppendPersonJson(JsonWriter& json, const Author& person) {
  json.BeginObject();
  json.Member("id", person.id);
  json.Member("first_name", person.first_name);
  json.Member("last_name", person.last_name);
  json.Member("email", person.email);
  json.Member("avatar", nullptr);
  json.EndObject();
}

void AppendProjectJson(JsonWriter& json, const Project& project, const LabelConfig& config,
                       const ProjectFacts& facts) {
  const Settings settings(project.settings);
  const auto set = [&](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) json.RawMember(name, settings.Get(name));
  };
  json.BeginObject();
  json.Member("id", project.id);
  json.Member("title", project.title);
  json.Member("description", project.description);
  json.Member("label_config", project.label_config);
  set({"expert_instruction", "show_instruction", "show_skip_button", "enable_empty_annotation",
       "show_annotation_history"});
  json.Member("organization", 1);
  set({"color", "maximum_annotations", "is_published", "model_version", "is_draft"});
  json.Key("created_by");
  if (facts.created_by.has_value()) {
    AppendPersonJson(json, *facts.created_by);
  } else {
    json.Null();
  }
  json.Member("created_at", FormatIso(project.created_at));
  set({"min_annotations_to_start_training"});
  json.Member("start_training_on_annotation_update",
              settings.Get("min_annotations_to_start_training") != "0");
  set({"show_collab_predictions"});
  json.Member("num_tasks_with_annotations", project.tasks_with_annotations);
  json.Member("task_number", project.task_number);
  json.Member("useful_annotation_number", project.useful_annotations_number);
  json.Member("ground_truth_number", project.ground_truth_number);
  json.Member("skipped_annotations_number", project.skipped_annotations_number);
  json.Member("total_annotations_number", project.total_annotations_number);
  json.Member("total_predictions_number", project.total_predictions_number);
  set({"sampling", "show_ground_truth_first", "annotator_evaluation_enabled", "show_overlap_first",
       "overlap_cohort_percentage", "task_data_login", "task_data_password"});
  AppendControlWeights(json, settings, config);
  json.RawMember("parsed_label_config", config.ToJson());
  set({"evaluate_predictions_automatically"});
  json.Member("config_has_control_tags", !config.controls.empty());
  set({"skip_queue", "reveal_preannotations_interactively", "pinned_at"});
  json.Member("finished_task_number", project.finished_task_number);
  json.Member("queue_total", facts.queue.total);
  json.Member("queue_done", facts.queue.done);
  json.Member("config_suitable_for_bulk_annotation", config.SuitsBulkAnnotation());
  json.Member("state", nullptr);
  set({"is_archived"});
  if (facts.annotators.has_value()) {
    json.Key("annotators");
    json.BeginArray();
    for (const Author& person : *facts.annotators) AppendPersonJson(json, person);
    json.EndArray();
  }
  if (facts.storages.has_value()) {
    json.Key("storages");
    json.BeginObject();
    json.Member("count", facts.storages->count);
    json.Member("syncing", facts.storages->syncing);
    json.Member("failed", facts.storages->failed);
    json.EndObject();
  }
  json.EndObject();
}

void AppendStoredProject(JsonWriter& json, const Project& project, const LabelConfig& config) {
  const Settings settings(project.settings);
  const auto set = [&](std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) json.RawMember(name, settings.Get(name));
  };
  json.BeginObject();
  json.Member("id", project.id);
  json.Member("task_number", project.task_number);
  json.Member("finished_task_number", project.finished_task_number);
  json.Member("total_predictions_number", project.total_predictions_number);
  json.Member("total_annotations_number", project.total_annotations_number);
  json.Member("num_tasks_with_annotations", project.tasks_with_annotations);
  json.Member("useful_annotation_number", project.useful_annotations_number);
  json.Member("ground_truth_number", project.ground_truth_number);
  json.Member("skipped_annotations_number", project.skipped_annotations_number);
  json.Member("title", project.title);
  json.Member("description", project.description);
  json.Member("label_config", project.label_config);
  json.RawMember("parsed_label_config", config.ToJson());
  json.Member("label_config_hash", HashOf(project.label_config));
  set({"expert_instruction", "show_instruction", "show_skip_button", "enable_empty_annotation",
       "reveal_preannotations_interactively", "show_annotation_history", "show_collab_predictions",
       "evaluate_predictions_automatically"});
  json.Member("token", "");  // there is none
  json.Member("result_count", 0);
  set({"color", "maximum_annotations", "min_annotations_to_start_training"});
  AppendControlWeights(json, settings, config);
  set({"model_version"});
  AppendDataTypes(json, config);
  set({"is_draft", "is_published"});
  json.Member("created_at", FormatIso(project.created_at));
  json.Member("updated_at", FormatIso(project.updated_at));
  set({"sampling", "skip_queue", "show_ground_truth_first", "annotator_evaluation_enabled",
       "show_overlap_first", "overlap_cohort_percentage", "task_data_login"});
  json.Member("task_data_password", nullptr);
  set({"pinned_at"});
  for (const std::string_view name :
       {"custom_task_lock_ttl", "deleted_at", "purge_at", "search_vector"})
    json.Member(name, nullptr);
  json.Member("organization", 1);
  json.Member("created_by", project.created_by);
  json.Member("deleted_by", nullptr);
  json.EndObject();
}

}  // namespace millrace::labeling
