#include "api/projects/project_settings.h"

#include "api/json_text.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::api {
namespace {

using Kind = ProjectSetting::Type;

constexpr int64_t kMin = -2147483648, kMax = 2147483647;
// task_data_password is missing on purpose: a secret does not belong into plain settings.
constexpr ProjectSetting kSettings[] = {
    {"expert_instruction", Kind::kText, 0, 1 << 20},
    {"show_instruction", Kind::kBool},
    {"show_skip_button", Kind::kBool},
    {"enable_empty_annotation", Kind::kBool},
    {"show_annotation_history", Kind::kBool},
    {"color", Kind::kText, 0, 16},
    {"maximum_annotations", Kind::kInt, kMin, kMax},
    {"is_published", Kind::kBool},
    {"model_version", Kind::kText, 0, 1000},
    {"is_draft", Kind::kBool},
    {"min_annotations_to_start_training", Kind::kInt, kMin, kMax},
    {"show_collab_predictions", Kind::kBool},
    {"sampling", Kind::kChoice, 0, 0, "Sequential sampling|Uniform sampling|Uncertainty sampling"},
    {"show_ground_truth_first", Kind::kBool},
    {"annotator_evaluation_enabled", Kind::kBool},
    {"show_overlap_first", Kind::kBool},
    {"overlap_cohort_percentage", Kind::kInt, kMin, kMax},
    {"task_data_login", Kind::kText, 0, 256},
    {"control_weights", Kind::kJson},
    {"evaluate_predictions_automatically", Kind::kBool},
    {"skip_queue", Kind::kChoice, 0, 0, "REQUEUE_FOR_ME|REQUEUE_FOR_OTHERS|IGNORE_SKIPPED"},
    {"reveal_preannotations_interactively", Kind::kBool},
    {"pinned_at", Kind::kText, 0, 64},
};

bool IsChoice(std::string_view choices, const std::string& value) {
  for (const std::string& choice : Split(choices, '|')) {
    if (choice == value) return true;
  }
  return false;
}

// The given value as JSON text; nothing if absent or wrong.
std::optional<std::string> Given(const ProjectSetting& setting, Form& form) {
  JsonWriter json;
  switch (setting.type) {
    case Kind::kBool: {
      const auto value = form.Bool(setting.name);
      if (!value.has_value()) return std::nullopt;
      json.Bool(*value);
      break;
    }
    case Kind::kInt: {
      const auto value = form.Int(setting.name, setting.min, setting.max);
      if (!value.has_value()) return std::nullopt;
      json.Int(*value);
      break;
    }
    case Kind::kJson: return form.Object(setting.name);
    case Kind::kText:
    case Kind::kChoice: {
      const size_t max = setting.max > 0 ? static_cast<size_t>(setting.max) : 100;
      const auto value = form.Text(setting.name, {.max = max});
      if (!value.has_value()) return std::nullopt;
      if (setting.type == Kind::kChoice && !IsChoice(setting.choices, *value)) {
        form.Wrong(setting.name, "\"" + Printable(*value, 60) + "\" is not a valid choice.");
        return std::nullopt;
      }
      json.String(*value);
      break;
    }
  }
  return std::move(json).Take();
}

}  // namespace

std::string MergeSettings(const std::string& stored, Form& form) {
  JsonWriter json;
  json.BeginObject();
  for (const ProjectSetting& setting : kSettings) {
    if (const auto given = Given(setting, form); given.has_value()) {
      json.RawMember(setting.name, *given);
    } else if (form.Null(setting.name) && setting.type == Kind::kText) {
      continue;  // back to the default
    } else if (const auto kept = FindMember(stored, setting.name); kept.has_value()) {
      json.RawMember(setting.name, *kept);
    }
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::api
