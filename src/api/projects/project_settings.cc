#include "api/projects/project_settings.h"

#include <algorithm>

#include "api/json_text.h"
#include "api/projects/project_shapes.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::api {
namespace {

// They have columns, or no place: a secret does not belong into plain settings, and there is one
// organization.
constexpr std::string_view kElsewhere[] = {
    "title",        "description",        "label_config",
    "organization", "task_data_password", "start_training_on_annotation_update"};

// The given value as JSON text; nothing if it is absent or null.
std::optional<std::string> Given(const Member& member, Form& form) {
  JsonWriter json;
  switch (member.type) {
    case Type::kBool:
      if (const auto value = form.Bool(member.name)) return *value ? "true" : "false";
      return std::nullopt;
    case Type::kInt:
      if (const auto value = form.Int(member.name)) return std::to_string(*value);
      return std::nullopt;
    case Type::kObject: return form.Object(member.name);
    default:
      if (const auto value = form.Text(member.name)) {
        json.String(*value);
        return std::move(json).Take();
      }
      return std::nullopt;
  }
}

bool IsColor(std::string_view text) {
  return text.size() == 7 && text[0] == '#' && HexDecode(text.substr(1)).has_value();
}

void CheckTogether(Form& form) {
  if (form.Has("color") && !IsColor(form.Text("color").value_or("")))
    form.Wrong("color", "Color must be in \"#RRGGBB\" format");
  if (const auto organization = form.Int("organization"); organization.value_or(1) != 1) {
    form.Wrong("organization",
               "Invalid pk \"" + std::to_string(*organization) + "\" - object does not exist.");
  }
}

// null is a value of its own for some; for the others it is their default.
bool KeepsNull(std::string_view name) { return name == "sampling" || name == "skip_queue"; }

}  // namespace

std::string MergeSettings(const std::string& stored, Form& form) {
  CheckTogether(form);
  const bool published = form.Bool("is_published").value_or(false);
  JsonWriter json;
  json.BeginObject();
  for (const Member& member : kProjectInput.members) {
    const std::string_view name = member.name;
    if (std::ranges::find(kElsewhere, name) != std::end(kElsewhere)) continue;
    if (name == "min_annotations_to_start_training" &&
        form.Has("start_training_on_annotation_update")) {
      json.Member(name, form.Bool("start_training_on_annotation_update").value_or(false) ? 1 : 0);
    } else if (name == "is_draft" && published) {
      json.Member(name, false);
    } else if (const auto given = Given(member, form); given.has_value()) {
      json.RawMember(name, *given);
    } else if (form.Null(name)) {
      if (KeepsNull(name)) json.Member(name, nullptr);
    } else if (const auto kept = FindMember(stored, name); kept.has_value()) {
      json.RawMember(name, *kept);
    }
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::api
