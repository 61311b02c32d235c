// Do the regions of a prediction fit the label config?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "labeling/config/label_config.h"

namespace millrace::labeling {

// What is wrong with a prediction's result (JSON text), in Label Studio's words with the number of
// the region before them; nothing if it fits. A config without controls says nothing about regions.
std::optional<std::string> RegionFault(const LabelConfig& config, std::string_view result);

}  // namespace millrace::labeling
