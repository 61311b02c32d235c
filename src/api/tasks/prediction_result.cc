#include "api/tasks/prediction_result.h"

#include "api/json_text.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace millrace::api {
namespace {

using labeling::ControlTag;

std::string Joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ",") + name;
  return out;
}

std::string OneRegion(const ControlTag& control, std::string_view value) {
  const std::string type = ToLower(control.type);
  JsonWriter json;
  json.BeginArray();
  json.BeginObject();
  json.Member("from_name", control.name);
  json.Member("to_name", Joined(control.to_name));
  json.Member("type", type);
  json.RawMember("value", value);
  json.EndObject();
  json.EndArray();
  return std::move(json).Take();
}

// Does a control of this type hold one value of this kind?
bool HoldsOne(const ControlTag& control, bool text) {
  const std::string type = ToLower(control.type);
  return text ? type == "choices" || type == "textarea" : type == "rating";
}

}  // namespace

Result<std::string> PredictionRegions(const std::string& given,
                                      const labeling::LabelConfig& config) {
  if (given.starts_with('[')) {
    bool objects = true;
    ForEachMember(given, [&](std::string_view, std::string_view item) {
      objects = item.starts_with('{');
      return objects;
    });
    if (objects) return given;
    return Fail(ErrorKind::kInvalid, "Each item in prediction result should be dict");
  }
  if (given.starts_with('{')) {
    for (const ControlTag& control : config.controls) {
      if (FindMember(given, ToLower(control.type)).has_value()) return OneRegion(control, given);
    }
    return Fail(ErrorKind::kInvalid,
                "No control of the label config has a value like this prediction result.",
                "Name the type of a control in it, as {\"choices\": [\"cat\"]}, or send the list "
                "of regions.");
  }
  const bool text = given.starts_with('"');
  const bool whole = !text && given.find_first_not_of("-0123456789") == std::string::npos;
  if (text || whole) {
    for (const ControlTag& control : config.controls) {
      if (!HoldsOne(control, text)) continue;
      JsonWriter value;
      value.BeginObject();
      value.RawMember(ToLower(control.type), "[" + given + "]");
      value.EndObject();
      return OneRegion(control, value.text());
    }
  }
  return Fail(ErrorKind::kInvalid,
              "Incorrect format for prediction result " + Printable(given, 60) + ".",
              "Send the list of regions.");
}

}  // namespace millrace::api
