// What a label config is asked for once it is read.
#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/label_config.h"

namespace millrace::labeling {
namespace {

void AppendObject(JsonWriter& json, const ObjectTag& object) {
  json.BeginObject();
  json.Member("type", object.type);
  json.Member("valueType", object.value_type);
  json.Member(object.is_list ? "valueList" : "value", object.value);
  json.EndObject();
}

void AppendControl(JsonWriter& json, const LabelConfig& config, const ControlTag& control) {
  json.BeginObject();
  json.Member("type", control.type);
  json.Key("to_name");
  json.BeginArray();
  for (const std::string& name : control.to_name) json.String(name);
  json.EndArray();
  if (!control.index_flags.empty()) {
    json.Key("regex");
    json.BeginObject();
    for (const std::string& flag : control.index_flags) json.Member(flag, ".*");
    json.EndObject();
  }
  if (!control.condition_type.empty()) {
    json.Key("conditionals");
    json.BeginObject();
    json.Member("type", control.condition_type);
    json.Member("name", control.condition_name);
    json.EndObject();
  }
  if (control.dynamic_labels) json.Member("dynamic_labels", true);
  json.Key("inputs");
  json.BeginArray();
  for (const std::string& name : control.to_name) {
    const auto object = std::ranges::find(config.objects, name, &ObjectTag::name);
    if (object != config.objects.end()) AppendObject(json, *object);
  }
  json.EndArray();
  json.Key("labels");
  json.BeginArray();
  for (const std::string& label : control.labels) json.String(label);
  json.EndArray();
  json.Key("labels_attrs");
  json.BeginObject();
  for (const std::string& label : control.labels) {
    json.Key(label);
    json.BeginObject();
    for (const auto& [name, value] : control.label_attributes.at(label)) json.Member(name, value);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
}

}  // namespace

std::vector<std::string> LabelConfig::DataKeys() const {
  std::vector<std::string> keys;
  const auto add = [&](const std::string& key) {
    if (!key.empty() && std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  };
  for (const ObjectTag& object : objects) add(object.data_key);
  for (const ControlTag& control : controls) add(control.data_key);
  return keys;
}

std::string LabelConfig::ToJson() const {
  JsonWriter json;
  json.BeginObject();
  for (const ControlTag& control : controls) {
    json.Key(control.name);
    AppendControl(json, *this, control);
  }
  json.EndObject();
  return std::move(json).Take();
}

Result<void> CheckStillFits(const LabelConfig& next, const UsedLabels& used) {
  std::string problems;
  const auto add = [&](const std::string& problem) {
    problems += (problems.empty() ? "" : "; ") + problem;
  };
  for (const auto& [name, labels] : used) {
    const auto control = std::ranges::find(next.controls, name, &ControlTag::name);
    if (control == next.controls.end()) {
      int64_t most = 0;
      for (const auto& [label, count] : labels) most = std::max(most, count);
      add("the control \"" + name + "\" is gone, which " +
          Plural(std::max<int64_t>(most, 1), "result") + (most > 1 ? " use" : " uses"));
      continue;
    }
    // Without labels of its own, or with labels from the data, it takes any.
    if (control->dynamic_labels || control->labels.empty()) continue;
    for (const auto& [label, count] : labels) {
      if (control->label_attributes.contains(label)) continue;
      add("the label \"" + label + "\" of \"" + name + "\" is gone, which " +
          Plural(count, "result") + (count == 1 ? " uses" : " use"));
    }
  }
  if (problems.empty()) return {};
  auto failure = FailField(
      "label_config",
      "Created annotations are incompatible with provided labeling schema: " + problems + ".");
  failure.error().advice = "Keep these in the config, or change the annotations first.";
  return failure;
}

}  // namespace millrace::labeling
