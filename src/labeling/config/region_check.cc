#include "labeling/config/region_check.h"

#include <algorithm>

#include "base/text.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {
namespace {

std::optional<std::string> Fault(const LabelConfig& config, JsonText& text,
                                 std::string_view region) {
  if (!region.starts_with('{')) return "It must be an object";
  if (config.controls.empty()) return std::nullopt;
  const std::vector<JsonMember> members = text.Members(region);
  std::string from, to;
  for (const std::string_view name : {"from_name", "to_name", "type", "value"}) {
    const auto member = std::ranges::find(members, name, &JsonMember::key);
    if (member == members.end()) return "Missing required field '" + std::string(name) + "'";
    if (name == "from_name") text.Unescape(member->value, from);
    if (name == "to_name") text.Unescape(member->value, to);
  }
  if (std::ranges::find(config.controls, from, &ControlTag::name) == config.controls.end())
    return "'from_name' '" + Printable(from, 60) + "' not found in configuration";
  if (std::ranges::find(config.objects, to, &ObjectTag::name) == config.objects.end())
    return "'to_name' '" + Printable(to, 60) + "' not found in configuration";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> RegionFault(const LabelConfig& config, std::string_view result) {
  JsonText text;
  text.Borrow(result);
  if (!text.text().starts_with('[')) return "\"result\" must be a list";
  size_t number = 0;
  for (const std::string_view region : text.Elements(text.text())) {
    if (auto fault = Fault(config, text, region))
      return "Region " + std::to_string(number) + ": " + *fault;
    ++number;
  }
  return std::nullopt;
}

}  // namespace millrace::labeling
