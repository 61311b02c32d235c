#include "api/transfer/flat_outputs.h"

#include <algorithm>

#include "api/json_text.h"
#include "base/json_writer.h"

namespace millrace::api {
namespace {

constexpr std::string_view kChatMessage = "chatmessage";

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

bool IsSingle(std::string_view type) { return type == "Choices" || type == "TextArea"; }
bool IsChat(std::string_view type) { return type == "Chat" || type == kChatMessage; }

// One region: its value, with the picture's size where it has one; a single choice or text alone.
std::string Region(std::string_view region, std::string_view type) {
  const std::string_view value = FindMember(region, "value").value_or("{}");
  if (IsSingle(type)) {
    const auto list = FindMember(value, type == "Choices" ? "choices" : "text");
    if (list.has_value() && list->starts_with('[')) {
      if (const auto only = OnlyElement(*list); only.has_value()) return std::string(*only);
    }
  } else if (IsChat(type)) {
    if (const auto message = FindMember(value, kChatMessage); message.has_value())
      return std::string(*message);
  }
  JsonWriter json;
  json.BeginObject();
  if (value.starts_with('{')) {
    ForEachMember(value, [&](std::string_view name, std::string_view member) {
      if (name != "type") json.RawMember(name, member);
      return true;
    });
  }
  for (const char* name : {"original_width", "original_height"}) {
    if (const auto size = FindMember(region, name); size.has_value()) json.RawMember(name, *size);
  }
  json.EndObject();
  return std::move(json).Take();
}

// Calls `visit` with each region that names its control.
template <class Visit>
void ForEachRegion(std::string_view result, Visit visit) {
  if (!result.starts_with('[')) return;
  ForEachMember(result, [&](std::string_view, std::string_view region) {
    if (!region.starts_with('{')) return true;
    const auto quoted = FindMember(region, "from_name");
    if (!quoted.has_value() || !quoted->starts_with('"')) return true;
    const std::string name = DecodeJsonString(*quoted);
    if (!name.empty()) visit(region, name);
    return true;
  });
}

std::string_view TextOf(std::optional<std::string_view> quoted) {
  if (!quoted.has_value() || quoted->size() < 2 || quoted->front() != '"') return {};
  return quoted->substr(1, quoted->size() - 2);
}

}  // namespace

FlatOutputReader::FlatOutputReader(const labeling::LabelConfig& config)
    : any_(!config.controls.empty()) {
  for (const labeling::ControlTag& control : config.controls) {
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

std::string_view FlatOutputReader::TypeOf(std::string_view region,
                                          const std::string& from_name) const {
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

std::vector<FlatOutput> FlatOutputReader::Read(std::string_view result) const {
  struct Regions {
    std::string name;
    std::string_view last_type;
    bool chat = false;
    std::vector<std::string> values;
  };
  std::vector<Regions> all;
  ForEachRegion(result, [&](std::string_view region, const std::string& name) {
    const std::string_view type = TypeOf(region, name);
    if (type.empty()) return;
    auto found = std::ranges::find(all, name, &Regions::name);
    if (found == all.end()) found = all.insert(all.end(), {.name = name});
    found->last_type = type;
    found->chat = found->chat || IsChat(type);
    found->values.push_back(Region(region, type));
  });
  std::vector<FlatOutput> outputs;
  for (Regions& regions : all) {
    FlatOutput output{.name = std::move(regions.name), .chat = regions.chat};
    if (regions.values.size() == 1 && IsSingle(regions.last_type)) {
      output.value = std::move(regions.values.front());
    } else {
      output.value = "[";
      for (const std::string& value : regions.values)
        output.value.append(output.value.size() > 1 ? "," : "").append(value);
      output.value += ']';
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

std::vector<FlatOutputReader::Name> FlatOutputReader::ReadNames(std::string_view result) const {
  std::vector<Name> names;
  ForEachRegion(result, [&](std::string_view region, const std::string& name) {
    const std::string_view type = TypeOf(region, name);
    if (type.empty()) return;
    auto found = std::ranges::find(names, name, &Name::name);
    if (found == names.end()) found = names.insert(names.end(), {.name = name});
    found->chat = found->chat || IsChat(type);
  });
  return names;
}

}  // namespace millrace::api
