// Label configs: XML that users paste.
#include <boost/json/parse.hpp>

#include "labeling/label_config.h"
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

  labeling::UsedLabels used;
  for (const labeling::ControlTag& control : config->controls)
    for (const std::string& label : control.labels) used[control.name][label] = 1;
  Require(labeling::CheckStillFits(*config, used).has_value(), "a config fits its own labels");
  return 0;
}
