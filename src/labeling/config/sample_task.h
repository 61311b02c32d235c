// Tasks made up for a label config, so that people see what their data must look like.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "labeling/config/label_config.h"

namespace millrace::labeling {

// A JSON object with a value for every data key.
std::string SampleTaskData(const LabelConfig& config);
// {"data", "annotations", "predictions"} with a result for each control that has a plain form:
// choices, labels, boxes, ratings, numbers, texts. `author` is the annotation's.
std::string CompleteSampleTask(const LabelConfig& config, std::optional<int64_t> author);

}  // namespace millrace::labeling
