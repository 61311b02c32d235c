// Rows with all their columns, as Label Studio 1.23.2 writes them in its exports and webhooks.
#pragma once

#include <string_view>

#include "base/json_writer.h"
#include "labeling/config/label_config.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

// Each appends one JSON value. `data` as it is to be shown.
void AppendStoredTask(JsonWriter& json, const Task& task, std::string_view data);
// completed_by is a number.
void AppendStoredAnnotation(JsonWriter& json, const Annotation& annotation);
// `config` is the parsed label config (empty if it does not parse). The password for task data,
// which Label Studio tells, is not told.
void AppendStoredProject(JsonWriter& json, const Project& project, const LabelConfig& config);

}  // namespace millrace::labeling
