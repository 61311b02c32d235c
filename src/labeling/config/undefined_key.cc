#include "labeling/config/undefined_key.h"

#include <algorithm>

#include "base/json_writer.h"
#include "labeling/text/json_text.h"

namespace millrace::labeling {

std::string NameUndefined(std::string_view data, std::string_view key) {
  if (key.empty() || data.find(kUndefinedKey) == std::string_view::npos) return std::string(data);
  JsonText text;
  text.Borrow(data);
  const std::vector<JsonMember> members = text.Members(text.text());
  if (std::ranges::find(members, kUndefinedKey, &JsonMember::key) == members.end())
    return std::string(data);
  JsonWriter json;
  json.BeginObject();
  for (const JsonMember& member : members) {
    json.RawMember(member.key == kUndefinedKey ? key : std::string_view(member.key), member.value);
  }
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace millrace::labeling
