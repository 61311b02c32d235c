#include "api/transfer/export_min.h"

#include <algorithm>

#include "api/json_text.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::api {
namespace {

// The only element of a list, as JSON text.
std::optional<std::string_view> OnlyElement(std::string_view list) {
  std::optional<std::string_view> only;
  size_t count = 0;
  ForEachMember(list, [&](std::string_view, std::string_view value) {
    only = value;
    return ++count < 2;
  });
  return count == 1 ? only : std::nullopt;
}

// One region: its value, with the picture's size where it has one; a single choice or text alone.
std::string Region(std::string_view region, std::string_view type) {
  const std::string_view value = FindMember(region, "value").value_or("{}");
  if (type == "Choices" || type == "TextArea") {
    const auto list = FindMember(value, type == "Choices" ? "choices" : "text");
    if (list.has_value()) {
      if (const auto only = OnlyElement(*list); only.has_value()) return std::string(*only);
    }
  }
  JsonWriter json;
  json.BeginObject();
  ForEachMember(value, [&](std::string_view name, std::string_view member) {
    json.RawMember(name, member);
    return true;
  });
  for (const char* name : {"original_width", "original_height", "item_index"}) {
    if (const auto size = FindMember(region, name); size.has_value()) json.RawMember(name, *size);
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace

std::string MinimalJson(const labeling::LabelConfig& config, std::string_view data,
                        const labeling::Annotation& annotation) {
  struct Output {
    std::string type;
    std::vector<std::string> regions;
  };
  std::vector<std::pair<std::string, Output>> outputs;
  ForEachMember(annotation.result, [&](std::string_view, std::string_view region) {
    const auto quoted = FindMember(region, "from_name");
    if (!quoted.has_value() || !quoted->starts_with('"')) return true;
    const std::string name = DecodeJsonString(*quoted);
    for (const labeling::ControlTag& control : config.controls) {
      if (control.name != name) continue;
      auto found = std::ranges::find(outputs, name, &std::pair<std::string, Output>::first);
      if (found == outputs.end())
        found = outputs.insert(outputs.end(), {name, {.type = control.type}});
      found->second.regions.push_back(Region(region, control.type));
    }
    return true;
  });

  JsonWriter json;
  json.BeginObject();
  ForEachMember(data, [&](std::string_view name, std::string_view value) {
    if (name != "id") json.RawMember(name, value);
    return true;
  });
  json.Member("id", annotation.task_id);
  for (const auto& [name, output] : outputs) {
    json.Key(name);
    if (output.regions.size() == 1 && (output.type == "Choices" || output.type == "TextArea")) {
      json.Raw(output.regions.front());
      continue;
    }
    json.BeginArray();
    for (const std::string& region : output.regions) json.Raw(region);
    json.EndArray();
  }
  json.Member("annotator", annotation.completed_by);
  json.Member("annotation_id", annotation.id);
  json.Member("created_at", FormatIso(annotation.created_at));
  json.Member("updated_at", FormatIso(annotation.updated_at));
  json.Member("lead_time", annotation.lead_time);
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::api
