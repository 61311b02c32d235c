#include "labeling/config/label_config_rules.h"

#include <functional>
#include <set>

#include "base/text.h"
#include "labeling/config/label_config_shape.h"
#include "labeling/text/python_text.h"

namespace millrace::labeling {
namespace {

using Visit = std::function<Result<void>(const XmlTag&)>;

Result<void> ForEachTag(const XmlTag& tag, const Visit& visit) {
  RETURN_IF_ERROR(visit(tag));
  for (const XmlTag& child : tag.children) RETURN_IF_ERROR(ForEachTag(child, visit));
  return {};
}

// Every attribute that ends so is a name to Label Studio, "hostname" too.
bool IsName(std::string_view attribute) { return attribute.ends_with("name"); }

Result<void> CheckNames(const XmlTag& root, std::set<std::string>& names) {
  return ForEachTag(root, [&](const XmlTag& tag) -> Result<void> {
    for (const auto& [attribute, value] : tag.attributes) {
      if (!IsName(attribute) || names.insert(value).second) continue;
      auto failure = RefuseConfig("Label config contains non-unique names", tag.Place(),
                                  "Give each tag a name of its own.");
      failure.error().message = "Label config contains non-unique names: \"" +
                                Printable(value, 80) + "\" (" + tag.Place() + ").";
      return failure;
    }
    return {};
  });
}

Result<void> CheckToNames(const XmlTag& root, const std::set<std::string>& names) {
  return ForEachTag(root, [&](const XmlTag& tag) -> Result<void> {
    const std::string* to_name = tag.Find("toName");
    if (to_name == nullptr) return {};
    for (const std::string& target : Split(*to_name, ',')) {
      if (names.contains(target)) continue;
      std::string known;
      for (const std::string& name : names) known += (known.empty() ? "" : ", ") + PythonText(name);
      return RefuseConfig("toName=\"" + target + "\" not found in names: [" + known + "]",
                          tag.Place(), "Let toName name the tag that is labeled.");
    }
    return {};
  });
}

constexpr double kSlowest = 0.05, kFastest = 10;

// Appends what is wrong with a speed; gives it if it is a number.
std::optional<double> Speed(const XmlTag& video, const std::string& attribute,
                            std::string& problems) {
  std::string_view text = video.Get(attribute);
  if (text.empty()) text = video.Get(ToLower(attribute));
  if (Trim(text).empty()) return std::nullopt;
  const auto value = ParsePythonFloat(text);
  if (!value.has_value()) {
    problems += (problems.empty() ? "" : "\n") + std::string("Video tag \"") +
                std::string(video.Get("name")) + "\": " + attribute + " must be a number, got \"" +
                std::string(text) + "\"";
  }
  return value;
}

Result<void> CheckVideo(const XmlTag& tag) {
  const bool is_object = !tag.Get("name").empty() && tag.Get("toName").empty() &&
                         (!tag.Get("value").empty() || !tag.Get("valueList").empty());
  if (ToLower(tag.name) != "video" || !is_object) return {};
  std::string problems;
  const auto normal = Speed(tag, "defaultPlaybackSpeed", problems);
  const auto least = Speed(tag, "minPlaybackSpeed", problems);
  const auto add = [&](const std::string& problem) {
    problems += (problems.empty() ? "" : "\n") + std::string("Video tag \"") +
                std::string(tag.Get("name")) + "\": " + problem;
  };
  for (const auto& [attribute, speed] :
       {std::pair("defaultPlaybackSpeed", normal), std::pair("minPlaybackSpeed", least)}) {
    if (!speed.has_value() || (kSlowest <= *speed && *speed <= kFastest)) continue;
    add(std::string(attribute) + " must be between 0.05 and 10, got " + PythonFloat(*speed));
  }
  if (normal.has_value() && least.has_value() && *least > *normal) {
    add("minPlaybackSpeed (" + PythonFloat(*least) + ") must not exceed defaultPlaybackSpeed (" +
        PythonFloat(*normal) + ")");
  }
  if (problems.empty()) return {};
  return RefuseConfig(problems, tag.Place(), "Correct the speeds of the Video tag.");
}

}  // namespace

Result<void> CheckConfigRules(const XmlTag& root) {
  RETURN_IF_ERROR(CheckConfigShape(root));
  std::set<std::string> names;
  RETURN_IF_ERROR(CheckNames(root, names));
  RETURN_IF_ERROR(CheckToNames(root, names));
  return ForEachTag(root, CheckVideo);
}

}  // namespace millrace::labeling
