// What a label config is asked for once it is read.
#include <algorithm>

#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/config/label_config.h"

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
  for (const ControlTag::Label& label : control.labels) json.String(label.name);
  json.EndArray();
  json.Key("labels_attrs");
  json.BeginObject();
  for (const ControlTag::Label& label : control.labels) {
    json.Key(label.name);
    json.BeginObject();
    for (const auto& [name, value] : label.attributes) json.Member(name, value);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
}

bool IsTrue(std::string_view text) { return EqualsIgnoreCase(text, "true"); }

// Draws regions or marks parts of what is shown.
bool MarksRegions(std::string_view type) {
  static constexpr std::string_view kTypes[] = {
      "labels",          "brush",           "brushlabels",      "magicwand",
      "ellipse",         "ellipselabels",   "keypoint",         "keypointlabels",
      "polygon",         "polygonlabels",   "rectangle",        "rectanglelabels",
      "hypertextlabels", "paragraphlabels", "timeserieslabels", "videorectangle"};
  return std::ranges::find(kTypes, ToLower(type)) != std::end(kTypes);
}

bool SuitsBulk(const ControlTag& control) {
  const std::string type = ToLower(control.type);
  if (MarksRegions(type)) return false;
  static constexpr std::string_view kForms[] = {"choices", "taxonomy", "datetime",
                                                "number",  "rating",   "textarea"};
  if (std::ranges::find(kForms, type) == std::end(kForms)) return true;
  if (IsTrue(control.Get("perRegion")) || IsTrue(control.Get("perItem"))) return false;
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(control.attributes,
                               [&](const auto& attribute) { return attribute.first == name; });
  };
  if ((type == "choices" || type == "taxonomy") && has("value")) return false;
  return type != "taxonomy" || !(IsTrue(control.Get("labeling")) || has("apiUrl"));
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

bool LabelConfig::SuitsBulkAnnotation() const { return std::ranges::all_of(controls, SuitsBulk); }

std::string_view ControlTag::Get(std::string_view attribute) const {
  for (const auto& [name, value] : attributes) {
    if (name == attribute) return value;
  }
  return {};
}

bool ControlTag::HasLabel(std::string_view name) const {
  return std::ranges::find(labels, name, &Label::name) != labels.end();
}

}  // namespace millrace::labeling
