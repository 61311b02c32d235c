// What clients may send as a prediction's result, made the list of regions that is stored.
#pragma once

#include <string>

#include "base/result.h"
#include "labeling/config/label_config.h"

namespace millrace::api {

// `given` is JSON: a list of regions, the value of one region ({"choices": ["cat"]}), or the value
// of a single-valued control ("cat", 3). The last two need a control of the config that holds such
// a value: the first one is taken. kInvalid otherwise.
Result<std::string> PredictionRegions(const std::string& given,
                                      const labeling::LabelConfig& config);

}  // namespace millrace::api
