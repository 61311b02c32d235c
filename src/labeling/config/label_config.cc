#include "labeling/config/label_config.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <utility>

#include "base/text.h"
#include "labeling/config/label_config_rules.h"
#include "labeling/config/xml_tree.h"

namespace millrace::labeling {
namespace {

constexpr size_t kMaxBytes = 4 << 20;

// Identifier characters behind the first "$", as in "$images[0].url" or "Page of $title".
std::string DataKey(std::string_view value) {
  const auto dollar = value.find('$');
  if (dollar == value.npos) return "";
  size_t end = dollar + 1;
  const auto is_word = [](unsigned char c) { return c == '_' || c >= 0x80 || std::isalnum(c); };
  // A plain "$my-key" names the whole key; only paths and indexes go deeper.
  const auto ends = [&](unsigned char c) {
    return dollar == 0 ? c == '.' || c == '[' || c == ' ' : !is_word(c);
  };
  while (end < value.size() && !ends(static_cast<unsigned char>(value[end]))) ++end;
  return std::string(value.substr(dollar + 1, end - dollar - 1));
}

// Labels come from the data: the value is "$" and letters.
bool IsVariable(std::string_view value) {
  return value.size() > 1 && value[0] == '$' &&
         std::ranges::all_of(value.substr(1),
                             [](unsigned char c) { return c == '_' || std::isalpha(c); });
}

bool IsLabelTag(std::string_view tag) {
  return tag == "Label" || tag == "Choice" || tag == "Relation";
}

class Reader {
 public:
  LabelConfig Read(const XmlTag& root) {
    Visit(root);
    return std::move(config_);
  }

 private:
  void Visit(const XmlTag& tag) {
    if (const std::string* flag = tag.Find("indexFlag")) index_flags_.push_back(*flag);
    const std::string name(tag.Get("name"));
    AddTag(tag, name);
    if (IsLabelTag(tag.name)) AddLabel(tag);
    const auto outer = enclosing_;
    if (const auto found = controls_.find(name); !name.empty() && found != controls_.end()) {
      enclosing_ = found->second;
    }
    for (const XmlTag& child : tag.children) Visit(child);
    enclosing_ = outer;
  }

  void AddTag(const XmlTag& tag, const std::string& name) {
    if (name.empty()) return;
    if (!tag.Get("toName").empty() && tag.name != "Filter") {
      AddControl(tag, name);
      return;
    }
    if (tag.Get("value").empty() && tag.Get("valueList").empty()) return;
    const std::string* value = tag.Find("value");
    const std::string text = value != nullptr ? *value : *tag.Find("valueList");
    ObjectTag object{.name = name, .type = tag.name};
    object.value = text.substr(std::min(text.find_first_not_of('$'), text.size()));
    object.data_key = DataKey(text);
    object.is_list = value == nullptr;
    if (const std::string* type = tag.Find("valueType")) object.value_type = *type;
    config_.objects.push_back(std::move(object));
  }

  void AddControl(const XmlTag& tag, const std::string& name) {
    ControlTag control{.name = name, .type = tag.name};
    control.to_name = Split(tag.Get("toName"), ',');
    control.attributes = tag.attributes;
    for (const std::string& flag : index_flags_) {
      if (!flag.empty() && tag.Get("toName").find(flag) != std::string_view::npos)
        control.index_flags.push_back(flag);
    }
    if (tag.Get("perRegion") == "true") {
      constexpr std::pair<const char*, const char*> kConditions[] = {
          {"whenTagName", "tag"}, {"whenLabelValue", "label"}, {"whenChoiceValue", "choice"}};
      for (const auto& [attribute, type] : kConditions) {
        if (!control.condition_type.empty() || tag.Get(attribute).empty()) continue;
        control.condition_type = type;
        control.condition_name = tag.Get(attribute);
      }
    }
    control.data_key = DataKey(tag.Get("value"));
    control.dynamic_labels = IsVariable(tag.Get("value")) || !tag.Get("apiUrl").empty();
    controls_[name] = config_.controls.size();
    config_.controls.push_back(std::move(control));
  }

  void AddLabel(const XmlTag& tag) {
    if (!enclosing_.has_value()) return;
    std::string name;
    for (const char* attribute : {"alias", "value", "valueList"}) {
      if (name.empty()) name = tag.Get(attribute);
    }
    if (name.empty()) return;
    std::vector<ControlTag::Label>& labels = config_.controls[*enclosing_].labels;
    const auto same = std::ranges::find(labels, name, &ControlTag::Label::name);
    if (same != labels.end())
      same->attributes = tag.attributes;
    else
      labels.push_back({.name = std::move(name), .attributes = tag.attributes});
  }

  LabelConfig config_;
  std::map<std::string, size_t> controls_;
  std::optional<size_t> enclosing_;  // the nearest control around the tag being read
  std::vector<std::string> index_flags_;
};

}  // namespace

Result<LabelConfig> ParseLabelConfig(std::string_view xml) {
  if (xml.size() > kMaxBytes) {
    return RefuseConfig("The label config has " + HumanBytes(xml.size()) + "; the limit is " +
                            HumanBytes(kMaxBytes) + ".",
                        "", "Let large lists of labels come with the data (value=\"$labels\").");
  }
  if (!IsUtf8(xml) || xml.find('\0') != xml.npos) {
    return RefuseConfig("The label config is not UTF-8 text.", "", "Save it as UTF-8.");
  }
  ASSIGN_OR_RETURN(const XmlTag root, ParseXml(xml));
  RETURN_IF_ERROR(CheckConfigRules(root));
  return Reader().Read(root);
}

}  // namespace millrace::labeling
