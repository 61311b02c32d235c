// JSON_MIN: one flat object per annotation, the form of label-studio-converter.
#pragma once

#include <string>

#include "labeling/annotations.h"
#include "labeling/label_config.h"

namespace millrace::api {

// {"image": …, "id": 1, "choice": "cat", "annotator": 1, "annotation_id": 4, …}. `data` is the
// task's.
std::string MinimalJson(const labeling::LabelConfig& config, std::string_view data,
                        const labeling::Annotation& annotation);

}  // namespace millrace::api
