#include "labeling/formats/flat_outputs.h"

#include <algorithm>
#include <optional>

#include "base/json_writer.h"
#include "labeling/text/json_slices.h"

namespace millrace::labeling {
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
bool HasChat(const RegionGroup& group) {
  return std::ranges::any_of(group.regions, IsChat, &Region::type);
}

// One region: its value, with the picture's size where it has one; a single choice or text alone.
std::string Flat(const Region& region) {
  const std::string_view value = region.value;
  if (IsSingle(region.type)) {
    const auto list = FindMember(value, region.type == "Choices" ? "choices" : "text");
    if (list.has_value() && list->starts_with('[')) {
      if (const auto only = OnlyElement(*list); only.has_value()) return std::string(*only);
    }
  } else if (IsChat(region.type)) {
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
    if (const auto size = FindMember(region.whole, name); size.has_value())
      json.RawMember(name, *size);
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace

std::vector<FlatOutput> FlatOutputReader::Read(std::string_view result) const {
  std::vector<FlatOutput> outputs;
  for (RegionGroup& group : regions_.Read(result)) {
    FlatOutput output{.name = std::move(group.name), .chat = HasChat(group)};
    if (group.regions.size() == 1 && IsSingle(group.regions.back().type)) {
      output.value = Flat(group.regions.front());
    } else {
      output.value = "[";
      for (const Region& region : group.regions)
        output.value.append(output.value.size() > 1 ? "," : "").append(Flat(region));
      output.value += ']';
    }
    outputs.push_back(std::move(output));
  }
  return outputs;
}

std::vector<FlatOutputReader::Name> FlatOutputReader::ReadNames(std::string_view result) const {
  std::vector<Name> names;
  for (RegionGroup& group : regions_.Read(result))
    names.push_back({std::move(group.name), HasChat(group)});
  return names;
}

}  // namespace millrace::labeling
