// Tasks of an exported JSON file, read back to be written in another format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "labeling/formats/export_format.h"

namespace millrace::labeling {

struct ReadTask {
  Task task;
  std::string data;
  std::vector<Annotation> annotations;
  std::vector<std::optional<Author>> authors;  // side by side, or none where numbers were exported
  std::vector<Prediction> predictions;         // those that are there as a whole; id and result
  std::string drafts = "[]";

  // Borrows from this.
  ExportItem item() const {
    return {.task = task,
            .data = data,
            .annotations = annotations,
            .authors = authors,
            .predictions = predictions,
            .drafts = drafts};
  }
};
// kCorrupt for what is no exported task.
Result<ReadTask> ReadExportedTask(std::string_view json);

}  // namespace millrace::labeling
