#include "api/storages/storage_form.h"

#include <algorithm>

#include "api/storages/storage_view.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "storage/common_fields.h"

namespace millrace::api {
namespace {

void AppendField(JsonWriter& json, const Field& field, FieldRole role) {
  json.BeginObject();
  const bool choice = !field.choices[0].empty();
  const std::string_view value = DialogDefault(field, role);
  switch (field.type) {
    case FieldType::kBool: json.Member("type", "toggle"); break;
    case FieldType::kInt: json.Member("type", "counter"); break;
    case FieldType::kSecret: json.Member("type", "password"); break;
    case FieldType::kString: json.Member("type", choice ? "select" : "text"); break;
  }
  json.Member("name", field.name);
  const std::string unit = field.unit.empty() ? "" : " in " + std::string(field.unit);
  json.Member("label", std::string(field.title) + unit);
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
    for (size_t i = 0; i < field.choices.size() && !field.choices[i].empty(); ++i) {
      const std::string_view title = field.choice_titles[i];
      json.BeginObject();
      json.Member("value", field.choices[i]);
      json.Member("label", title.empty() ? field.choices[i] : title);
      json.EndObject();
    }
    json.EndArray();
  }
  json.EndObject();
}

}  // namespace

std::vector<const Field*> FieldsInOrder(const storage::Provider& provider,
                                        labeling::StorageRole role) {
  std::vector<const Field*> fields = FieldsFor(provider, role);
  // Taken of targets too, as Label Studio does, but they mean nothing there.
  if (role == labeling::StorageRole::kTarget)
    std::erase_if(fields, [](const Field* field) {
      return field == &storage::kRegexFilter || field == &storage::kUseBlobUrls;
    });
  std::ranges::stable_sort(fields, {}, [&](const Field* field) {
    if (field == provider.path_field) return 0;
    if (field == &storage::kPrefix) return 1;
    const bool own = std::ranges::find(provider.fields, field) != provider.fields.end();
    return (field->advanced ? 4 : 2) + (own ? 1 : 0);
  });
  return fields;
}

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
