// Label configs: XML that users paste.
#include <boost/json/parse.hpp>

#include "base/text.h"
#include "labeling/config/label_config.h"
#include "labeling/projects/label_config_change.h"
#include "tests/fuzz/fuzzing.h"

using millrace::fuzz::Require;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace labeling = millrace::labeling;
  const auto config = labeling::ParseLabelConfig(millrace::fuzz::Text(data, size));
  if (!config.has_value()) {
    Require(!config.error().message.empty(), "a config that cannot be read says why");
    return 0;
  }

  boost::system::error_code broken;
  boost::json::parse(config->ToJson(), broken);
  Require(!broken, "a config's JSON is JSON");

  const std::vector<std::string> keys = config->DataKeys();
  for (size_t i = 0; i < keys.size(); ++i)
    Require(!keys[i].empty() && std::count(keys.begin(), keys.end(), keys[i]) == 1,
            "a data key has a name and stands once");

  labeling::UsedControls used;
  for (const labeling::ControlTag& control : config->controls) {
    std::string targets;
    for (const std::string& target : control.to_name)
      targets += (targets.empty() ? "" : ",") + target;
    used.annotations.emplace_back(
        control.name + "|" + targets + "|" + millrace::ToLower(control.type), 1);
    labeling::Tally labels;
    for (const labeling::ControlTag::Label& label : control.labels)
      labels.emplace_back(label.name, 1);
    used.labels.emplace_back(control.name, std::move(labels));
  }
  Require(
      labeling::CheckStillFits(*config, used, labeling::Strictness::kControlsLabels).has_value(),
      "a config fits its own labels");
  return 0;
}
