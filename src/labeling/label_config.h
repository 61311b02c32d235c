// The label config: XML that says what is shown and how it is labeled.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

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
  std::vector<std::string> labels;  // in order
  std::map<std::string, std::map<std::string, std::string>> label_attributes;
  // perRegion with whenTagName ("tag"), whenLabelValue ("label") or whenChoiceValue ("choice").
  std::string condition_type, condition_name;
  std::vector<std::string> index_flags;  // of Repeaters, as "{{idx}}", in to_name
  bool dynamic_labels = false;           // labels come with the data or from an URL
  std::string data_key;                  // of dynamic labels; "" if none
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
};

// kInvalid with a sentence that says where (line) and what: not XML, no name, a toName that names
// nothing, a name twice. A document type is refused, so entities are never expanded. At most 4 MiB
// and 256 levels.
Result<LabelConfig> ParseLabelConfig(std::string_view xml);

// Would `next` break annotations made under `current`? Names control, label and count. `used` maps
// a control's name to the labels that annotations use (with counts).
using UsedLabels = std::map<std::string, std::map<std::string, int64_t>>;
Result<void> CheckStillFits(const LabelConfig& next, const UsedLabels& used);

}  // namespace millrace::labeling
