#include "api/tasks/task_rules.h"

#include "api/json_text.h"
#include "base/text.h"
#include "labeling/config/undefined_key.h"

namespace millrace::api {
namespace {

// Types as letters: s text, n number, l list, o object, 0 null.
std::string_view AllowedTypes(std::string_view tag) {
  if (tag == "Text") return "snl";
  if (tag == "Header") return "sn";
  if (tag == "Image" || tag == "Paragraphs" || tag == "Chat" || tag == "List" || tag == "Choices" ||
      tag == "Ranker" || tag == "Labels" || tag.ends_with("Labels")) {
    return "sl";
  }
  if (tag == "Table" || tag.starts_with("TimeSeries")) return "sol";
  if (tag == "Taxonomy") return "sl0";
  return "s";
}

char TypeOf(std::string_view value) {
  switch (value.empty() ? 'n' : value.front()) {
    case '"': return 's';
    case '[': return 'l';
    case '{': return 'o';
    case 'n': return '0';
    case 't':
    case 'f': return 'n';  // a Python bool is an int
    default: return 'n';
  }
}

std::string_view TypeName(char letter) {
  switch (letter) {
    case 's': return "text";
    case 'l': return "a list";
    case 'o': return "an object";
    case '0': return "null";
    default: return "a number";
  }
}

}  // namespace

TaskRules::TaskRules(const labeling::LabelConfig& config) {
  for (const labeling::ObjectTag& object : config.objects) {
    if (object.value.empty()) continue;
    Expected expected{.key = object.value, .tag = object.type};
    if (const size_t bracket = expected.key.find('['); bracket != std::string::npos) {
      expected.key.resize(bracket);
      expected.list = true;
    }
    expected.path = Split(expected.key, '.');
    expected_.push_back(std::move(expected));
  }
}

Result<void> TaskRules::Check(std::string_view data) const {
  const bool first_is_undefined = FindMember(data, labeling::kUndefinedKey).has_value();
  for (size_t i = 0; i < expected_.size(); ++i) {
    const Expected& expected = expected_[i];
    std::optional<std::string_view> value = data;
    for (const std::string& name : expected.path) {
      value = value.has_value() && TypeOf(*value) == 'o' ? FindMember(*value, name) : std::nullopt;
    }
    if (!value.has_value() && i == 0 && first_is_undefined) continue;
    if (!value.has_value()) {
      return Fail(ErrorKind::kInvalid, "\"" + expected.key + "\" key is expected in task data");
    }
    const std::string_view allowed = expected.list ? "l" : AllowedTypes(expected.tag);
    if (allowed.find(TypeOf(*value)) != std::string_view::npos) continue;
    std::string names;
    for (const char letter : allowed)
      names += (names.empty() ? "" : " or ") + std::string(TypeName(letter));
    return Fail(ErrorKind::kInvalid,
                "data['" + expected.key + "'] is " + std::string(TypeName(TypeOf(*value))) +
                    ", but the object tag " + expected.tag + " expects " + names);
  }
  return {};
}

}  // namespace millrace::api
