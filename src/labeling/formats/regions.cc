#include "labeling/formats/regions.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "labeling/text/json_slices.h"

namespace millrace::labeling {
namespace {

constexpr std::string_view kChatMessage = "chatmessage";

std::string_view TextOf(std::optional<std::string_view> quoted) {
  if (!quoted.has_value() || quoted->size() < 2 || quoted->front() != '"') return {};
  return quoted->substr(1, quoted->size() - 2);
}

std::optional<double> NumberOf(std::string_view json) {
  double number = 0;
  const auto read = std::from_chars(json.data(), json.data() + json.size(), number);
  if (read.ec != std::errc() || read.ptr != json.data() + json.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

std::optional<double> Positive(std::string_view json) {
  const auto number = NumberOf(json);
  return number.has_value() && *number > 0 ? number : std::nullopt;
}

}  // namespace

std::optional<double> Region::Number(std::string_view name) const {
  const auto found = FindMember(value, name);
  return found.has_value() ? NumberOf(*found) : std::nullopt;
}

bool Region::Has(std::string_view name) const { return FindMember(value, name).has_value(); }

std::optional<std::vector<std::string>> Region::Texts(std::string_view name) const {
  const auto found = FindMember(value, name);
  if (!found.has_value()) return std::nullopt;
  std::vector<std::string> texts;
  if (found->starts_with('"')) texts.push_back(DecodeJsonString(*found));
  if (found->starts_with('[')) {
    ForEachMember(*found, [&](std::string_view, std::string_view text) {
      if (text.starts_with('"')) texts.push_back(DecodeJsonString(text));
      return true;
    });
  }
  return texts;
}

std::string_view Region::Size(std::string_view name) const {
  return FindMember(whole, name).value_or("");
}

std::optional<double> Region::width() const { return Positive(Size("original_width")); }
std::optional<double> Region::height() const { return Positive(Size("original_height")); }

std::string Region::Own(std::string_view name) const {
  const auto found = FindMember(whole, name);
  return found.has_value() && found->starts_with('"') ? DecodeJsonString(*found) : "";
}

RegionReader::RegionReader(const LabelConfig& config) : any_(!config.controls.empty()) {
  for (const ControlTag& control : config.controls) {
    types_.emplace(control.name, control.type);
    const size_t open = control.name.find("{{");
    const size_t close = open == std::string::npos ? open : control.name.find("}}", open);
    if (close != std::string::npos)
      patterns_.push_back(
          {control.name.substr(0, open), control.name.substr(close + 2), control.type});
  }
  std::ranges::stable_sort(patterns_, std::greater<>(), [](const Pattern& pattern) {
    return pattern.prefix.size() + pattern.rest.size();
  });
}

std::string_view RegionReader::TypeOf(std::string_view region, const std::string& from_name) const {
  if (const auto found = types_.find(from_name); found != types_.end()) return found->second;
  for (const Pattern& pattern : patterns_) {
    if (from_name.starts_with(pattern.prefix) &&
        from_name.find(pattern.rest, pattern.prefix.size()) != std::string::npos)
      return pattern.type;
  }
  const std::string_view own = TextOf(FindMember(region, "type"));
  if (own == kChatMessage) return kChatMessage;
  if (any_) return {};
  return own.empty() ? "unknown" : own;
}

std::vector<RegionGroup> RegionReader::Read(std::string_view result) const {
  std::vector<RegionGroup> groups;
  if (!result.starts_with('[')) return groups;
  ForEachMember(result, [&](std::string_view, std::string_view region) {
    if (!region.starts_with('{')) return true;
    const auto quoted = FindMember(region, "from_name");
    if (!quoted.has_value() || !quoted->starts_with('"')) return true;
    const std::string name = DecodeJsonString(*quoted);
    const std::string_view type = name.empty() ? std::string_view() : TypeOf(region, name);
    if (type.empty()) return true;
    auto found = std::ranges::find(groups, name, &RegionGroup::name);
    if (found == groups.end()) found = groups.insert(groups.end(), {.name = name});
    found->regions.push_back(
        {.type = type, .whole = region, .value = FindMember(region, "value").value_or("{}")});
    return true;
  });
  return groups;
}

}  // namespace millrace::labeling
