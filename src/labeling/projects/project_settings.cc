#include "labeling/projects/project_settings.h"

#include <simdjson.h>

#include <algorithm>

#include "base/json_writer.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {

ProjectRules ReadProjectRules(std::string_view settings) {
  ProjectRules rules;
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(settings.data(), settings.size()).get(root) != simdjson::SUCCESS) return rules;
  const auto number = [&](const char* name, int64_t min, int64_t max, int64_t& value) {
    int64_t given = 0;
    if (root[name].get(given) == simdjson::SUCCESS) value = std::clamp(given, min, max);
  };
  number("maximum_annotations", 1, INT32_MAX, rules.maximum_annotations);
  number("overlap_cohort_percentage", 0, 100, rules.cohort_percentage);
  number("min_annotations_to_start_training", 0, INT32_MAX, rules.annotations_to_train);
  std::string_view text;
  if (root["skip_queue"].get(text) == simdjson::SUCCESS) {
    rules.ignore_skipped = text == "IGNORE_SKIPPED";
    rules.requeue_for_me = text == "REQUEUE_FOR_ME";
  }
  if (root["sampling"].get(text) == simdjson::SUCCESS) {
    if (text == "Uniform sampling") rules.sampling = Sampling::kUniform;
    if (text == "Uncertainty sampling") rules.sampling = Sampling::kUncertainty;
  }
  const auto is_true = [&](const char* name, bool fallback) {
    bool value = fallback;
    return root[name].get(value) == simdjson::SUCCESS ? value : fallback;
  };
  rules.show_overlap_first = is_true("show_overlap_first", false);
  rules.ground_truth_first =
      is_true("annotator_evaluation_enabled", false) || is_true("show_ground_truth_first", false);
  rules.show_predictions = is_true("show_collab_predictions", true);
  rules.archived = is_true("is_archived", false);
  rules.evaluate_predictions = is_true("evaluate_predictions_automatically", false);
  if (root["task_data_login"].get(text) == simdjson::SUCCESS) rules.task_data_login = text;
  simdjson::dom::element version;
  if (root["model_version"].get(version) == simdjson::SUCCESS) {
    if (version.is_null()) rules.model_version.reset();
    if (version.get(text) == simdjson::SUCCESS) rules.model_version = text;
  }
  if (root["pinned_at"].get(text) == simdjson::SUCCESS) rules.pinned_at = ParseIso(text);
  return rules;
}

std::string WithoutSetting(const std::string& settings, std::string_view name) {
  return WithSetting(settings, name, "");
}

std::string WithSetting(const std::string& settings, std::string_view name,
                        std::string_view value) {
  JsonText text;
  if (!text.Load(settings).has_value()) return settings;
  JsonWriter json;
  json.BeginObject();
  for (const JsonMember& member : text.members()) {
    if (member.key != name) json.RawMember(member.key, member.value);
  }
  if (!value.empty()) json.RawMember(name, value);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::labeling
