#include "api/storages/storage_form.h"

#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::api {
namespace {

void AppendField(JsonWriter& json, const Field& field, FieldRole role) {
  json.BeginObject();
  const bool choice = !field.choices[0].empty();
  const std::string_view value =
      field.suggested.empty() ? DefaultFor(field, role) : field.suggested;
  switch (field.type) {
    case FieldType::kBool: json.Member("type", "toggle"); break;
    case FieldType::kInt: json.Member("type", "counter"); break;
    case FieldType::kSecret: json.Member("type", "password"); break;
    case FieldType::kString: json.Member("type", choice ? "select" : "text"); break;
  }
  json.Member("name", field.name);
  json.Member("label", field.title);
  json.Member("description", field.help);
  json.Member("required", field.required);
  json.Member("advanced", field.advanced);
  if (!field.placeholder.empty()) json.Member("placeholder", field.placeholder);
  if (field.type == FieldType::kBool) json.Member("value", value == "true");
  if (field.type == FieldType::kInt) {
    if (const auto number = ParseInt(value)) json.Member("value", *number);
    json.Member("min", field.minimum);
    json.Member("max", field.maximum);
  }
  if (choice) {
    json.Member("value", value);
    json.Key("options");
    json.BeginArray();
    for (const std::string_view option : field.choices) {
      if (option.empty()) continue;
      json.BeginObject();
      json.Member("value", option);
      json.Member("label", option);
      json.EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

}  // namespace

std::string FormLayout(Fields fields, FieldRole role) {
  JsonWriter json;
  json.BeginArray();
  for (const bool advanced : {false, true}) {
    json.BeginObject();
    json.Member("columnCount", 1);
    json.Key("fields");
    json.BeginArray();
    for (const Field* field : fields) {
      if (field->advanced == advanced) AppendField(json, *field, role);
    }
    json.EndArray();
    json.EndObject();
  }
  json.EndArray();
  return std::move(json).Take();
}

}  // namespace millrace::api
