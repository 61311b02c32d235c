// The label config: XML that says what is shown and how it is labeled.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

using TagAttributes = std::vector<std::pair<std::string, std::string>>;  // in their order

struct ObjectTag {
  std::string name, type;  // "img", "Image"
  std::string value;       // its value or valueList, without leading "$"
  std::string data_key;  // the key of the data it shows: "images" for "$images[0].url"; "" if fixed
  bool is_list = false;  // given as valueList
  std::optional<std::string> value_type;
};
struct ControlTag {
  std::string name, type;  // "label", "RectangleLabels"
  std::vector<std::string> to_name;
  struct Label {
    std::string name;  // alias, else value
    TagAttributes attributes;
  };
  std::vector<Label> labels;  // in order, each name once
  TagAttributes attributes;
  // perRegion with whenTagName ("tag"), whenLabelValue ("label") or whenChoiceValue ("choice").
  std::string condition_type, condition_name;
  std::vector<std::string> index_flags;  // of Repeaters, as "{{idx}}", in to_name
  bool dynamic_labels = false;           // labels come with the data or from an URL
  std::string data_key;                  // of dynamic labels; "" if none

  // "" if the tag has no such attribute.
  std::string_view Get(std::string_view attribute) const;
  bool HasLabel(std::string_view name) const;
};

// A plain value type.
struct LabelConfig {
  std::vector<ObjectTag> objects;
  std::vector<ControlTag> controls;

  // Data keys in the order of the config, each once, those of objects first: the first one gets a
  // blob's URL.
  std::vector<std::string> DataKeys() const;
  // As Label Studio's `parsed_label_config`.
  std::string ToJson() const;
  // Can one result be given to many tasks at once? Not with regions, results of regions, or labels
  // that come with each task's data.
  bool SuitsBulkAnnotation() const;
};

// kInvalid: not XML, or against Label Studio's rules (label_config_rules.h). The Error's field
// "label_config" has Label Studio's words, its message also the place. A document type is refused,
// so entities are never expanded. At most 4 MiB and 256 levels.
Result<LabelConfig> ParseLabelConfig(std::string_view xml);

}  // namespace millrace::labeling
