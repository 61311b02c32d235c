#include "labeling/label_config.h"

#include <algorithm>
#include <cctype>
#include <pugixml.hpp>
#include <set>
#include <utility>

#include "base/text.h"

namespace millrace::labeling {
namespace {

constexpr size_t kMaxBytes = 4 << 20;
constexpr int kMaxDepth = 256;

std::string Where(std::string_view xml, ptrdiff_t offset) {
  const std::string_view before =
      xml.substr(0, std::min(xml.size(), static_cast<size_t>(std::max<ptrdiff_t>(offset, 0))));
  const auto line = std::ranges::count(before, '\n') + 1;
  const auto last = before.rfind('\n');
  const auto column = last == before.npos ? before.size() + 1 : before.size() - last;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::unexpected<Error> Refuse(std::string message, std::string advice = {}) {
  auto failure = FailField("label_config", std::move(message));
  failure.error().advice = std::move(advice);
  return failure;
}

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
  explicit Reader(std::string_view xml) : xml_(xml) {}

  Result<LabelConfig> Read() {
    pugi::xml_document document;
    const auto parsed = document.load_buffer(
        xml_.data(), xml_.size(), pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
    if (!parsed) {
      return Refuse("The label config is not XML: " + std::string(parsed.description()) + " (" +
                        Where(xml_, parsed.offset) + ").",
                    "Check that every tag is closed and every attribute is quoted.");
    }
    pugi::xml_node root;
    for (const pugi::xml_node node : document.children()) {
      if (node.type() == pugi::node_doctype) {
        return Refuse("The label config must not have a document type (" + At(node) + ").",
                      "Remove the <!DOCTYPE …> line.");
      }
      if (node.type() != pugi::node_element) continue;
      if (!root.empty()) {
        return Refuse("The label config has a second root tag <" + std::string(node.name()) +
                          "> (" + At(node) + ").",
                      "Put all tags into one <View>.");
      }
      root = node;
    }
    RETURN_IF_ERROR(Visit(root, 1));
    RETURN_IF_ERROR(CheckNames());
    return std::move(config_);
  }

 private:
  std::string At(pugi::xml_node node) const { return Where(xml_, node.offset_debug()); }

  Result<void> Visit(pugi::xml_node tag, int depth) {
    if (depth > kMaxDepth) {
      return Refuse("The label config is nested deeper than " + std::to_string(kMaxDepth) +
                        " levels (" + At(tag) + ").",
                    "Use fewer nested <View> tags.");
    }
    if (const auto flag = tag.attribute("indexFlag")) index_flags_.push_back(flag.value());
    RETURN_IF_ERROR(CheckAttributes(tag));
    const std::string name = tag.attribute("name").value();
    if (!name.empty() && !names_.insert(name).second) {
      return Refuse("Label config contains non-unique names: \"" + name + "\" (" + At(tag) + ").",
                    "Give each tag a name of its own.");
    }
    AddTag(tag, name);
    if (IsLabelTag(tag.name())) AddLabel(tag);
    const auto outer = enclosing_;
    if (const auto found = controls_.find(name); !name.empty() && found != controls_.end()) {
      enclosing_ = found->second;
    }
    for (const pugi::xml_node child : tag.children()) {
      if (child.type() == pugi::node_element) RETURN_IF_ERROR(Visit(child, depth + 1));
    }
    enclosing_ = outer;
    return {};
  }

  Result<void> CheckAttributes(pugi::xml_node tag) const {
    const std::string_view type = tag.name();
    const bool shows = type == "Image" || type == "Text" || type == "HyperText";
    const bool labels =
        type == "Labels" || type == "Choices" || type == "TextArea" || type == "Number";
    std::string_view missing;
    if ((shows || labels) && !tag.attribute("name")) missing = "name";
    if (labels && !tag.attribute("toName")) missing = "toName";
    if (shows && !tag.attribute("value") && !tag.attribute("valueList")) missing = "value";
    if (missing.empty()) return {};
    return Refuse("Validation failed on " + std::string(type) + ": '" + std::string(missing) +
                      "' is a required property (" + At(tag) + ").",
                  "Add " + std::string(missing) + "=\"…\" to the tag.");
  }

  void AddTag(pugi::xml_node tag, const std::string& name) {
    if (name.empty()) return;
    const std::string to_name = tag.attribute("toName").value();
    if (!to_name.empty() && std::string_view(tag.name()) != "Filter") {
      AddControl(tag, name, to_name);
      return;
    }
    const auto value = tag.attribute("value");
    const auto list = tag.attribute("valueList");
    if (!value && !list) return;
    const std::string text = value ? value.value() : list.value();
    if (text.empty()) return;
    ObjectTag object{.name = name, .type = tag.name()};
    object.value = text.substr(std::min(text.find_first_not_of('$'), text.size()));
    object.data_key = DataKey(text);
    object.is_list = !value;
    if (const auto type = tag.attribute("valueType")) object.value_type = type.value();
    config_.objects.push_back(std::move(object));
  }

  void AddControl(pugi::xml_node tag, const std::string& name, const std::string& to_name) {
    ControlTag control{.name = name, .type = tag.name()};
    for (const std::string& target : Split(to_name, ',')) {
      control.to_name.emplace_back(Trim(target));
      to_names_.emplace_back(control.to_name.back(), At(tag));
    }
    for (const std::string& flag : index_flags_) {
      if (!flag.empty() && to_name.find(flag) != to_name.npos) control.index_flags.push_back(flag);
    }
    if (std::string_view(tag.attribute("perRegion").value()) == "true") {
      constexpr std::pair<const char*, const char*> kConditions[] = {
          {"whenTagName", "tag"}, {"whenLabelValue", "label"}, {"whenChoiceValue", "choice"}};
      for (const auto& [attribute, type] : kConditions) {
        if (!control.condition_type.empty() || *tag.attribute(attribute).value() == '\0') continue;
        control.condition_type = type;
        control.condition_name = tag.attribute(attribute).value();
      }
    }
    const std::string_view value = tag.attribute("value").value();
    control.data_key = DataKey(value);
    control.dynamic_labels = IsVariable(value) || *tag.attribute("apiUrl").value() != '\0';
    controls_[name] = config_.controls.size();
    config_.controls.push_back(std::move(control));
  }

  void AddLabel(pugi::xml_node tag) {
    if (!enclosing_.has_value()) return;
    std::string label;
    for (const char* attribute : {"alias", "value", "valueList"}) {
      if (label.empty()) label = tag.attribute(attribute).value();
    }
    if (label.empty()) return;
    ControlTag& control = config_.controls[*enclosing_];
    if (!control.label_attributes.contains(label)) control.labels.push_back(label);
    auto& attributes = control.label_attributes[label];
    attributes.clear();
    for (const auto& attribute : tag.attributes()) {
      attributes[attribute.name()] = attribute.value();
    }
  }

  Result<void> CheckNames() const {
    for (const auto& [target, where] : to_names_) {
      if (names_.contains(target)) continue;
      std::string known;
      for (const std::string& name : names_) known += (known.empty() ? "'" : ", '") + name + "'";
      return Refuse(
          "toName=\"" + target + "\" not found in names: [" + known + "] (" + where + ").",
          "Let toName name the tag that is labeled.");
    }
    return {};
  }

  const std::string_view xml_;
  LabelConfig config_;
  std::set<std::string> names_;
  std::map<std::string, size_t> controls_;
  std::optional<size_t> enclosing_;  // the nearest control around the tag being read
  std::vector<std::string> index_flags_;
  std::vector<std::pair<std::string, std::string>> to_names_;  // with the place
};

}  // namespace

Result<LabelConfig> ParseLabelConfig(std::string_view xml) {
  if (xml.size() > kMaxBytes) {
    return Refuse("The label config has " + HumanBytes(xml.size()) + "; the limit is " +
                      HumanBytes(kMaxBytes) + ".",
                  "Let large lists of labels come with the data (value=\"$labels\").");
  }
  if (!IsUtf8(xml) || xml.find('\0') != xml.npos) {
    return Refuse("The label config is not UTF-8 text.", "Save it as UTF-8.");
  }
  if (Trim(xml).empty()) {
    return Refuse("The label config is empty.", "The smallest one is <View></View>.");
  }
  return Reader(xml).Read();
}

}  // namespace millrace::labeling
