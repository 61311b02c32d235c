// The label config: XML that says what is shown and how it is labeled.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace millrace::labeling {

struct ObjectTag {
  std::string name, type, value;  // type "Image"; value is the data key, without "$"
};
struct ControlTag {
  std::string name, type;         // "label", "RectangleLabels"
  std::vector<std::string> to_name;
  std::vector<std::string> labels;                       // in order
  std::map<std::string, std::map<std::string, std::string>> label_attributes;
};

// A plain value type.
struct LabelConfig {
  std::vector<ObjectTag> objects;
  std::vector<ControlTag> controls;

  // Data keys in the order of the config, each once; the first one gets a blob's URL.
  std::vector<std::string> DataKeys() const;
  // As Label Studio's `parsed_label_config`.
  std::string ToJson() const;
};

// kInvalid with a sentence that says where (line) and what: not XML, no name, a toName that names
// nothing, a name twice. External entities and document types are never expanded.
Result<LabelConfig> ParseLabelConfig(std::string_view xml);

// Would `next` break annotations made under `current`? Names control, label and count. `used` maps a
// control's name to the labels that annotations use (with counts).
using UsedLabels = std::map<std::string, std::map<std::string, int64_t>>;
Result<void> CheckStillFits(const LabelConfig& next, const UsedLabels& used);

}  // namespace millrace::labeling
