// Task JSON: from a record of a file or an import to a task, and from a task to the JSON of REST
// and export (Label Studio's formats).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.h"
#include "base/result.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/predictions.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

// Reads one JSON value as a task (design §4, baseline.md §3.3): {"data": {…}, "annotations": […],
// "predictions": […], "meta": …, "allow_skip": …} or a bare object, which is the data itself. The
// text of data and results is kept byte for byte. Whole numbers of any length are kept; NaN, bad
// UTF-8, bad escapes, nesting deeper than 512 and duplicate use of annotations without data are
// kInvalid with a sentence that says where (`line 3 is not JSON (unexpected "}")`, "annotation 2
// has no …"). Keeps buffers between calls: one per thread.
class TaskReader {
 public:
  // `ground_truth` is what an annotation is that does not say: false from storages, true over REST,
  // as in Label Studio.
  explicit TaskReader(bool ground_truth = false);
  ~TaskReader();
  Result<NewTask> Read(std::string_view json);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Who made an annotation, as exports show it.
struct Author {
  int64_t id = 0;
  std::string email, first_name, last_name;
};

// The object of a target: one annotation with its task inside, keys in Label Studio's order
// (baseline.md §3.5). A pure function of its arguments: `created_ago` is a constant.
std::string ExportAnnotationJson(const Annotation& annotation, const Task& task,
                                 const std::optional<Author>& author);
// A task as Label Studio's export has it, in files and in targets with content = task.
struct ExportedTask {
  const Task* task = nullptr;
  std::string_view data;  // as it is to be shown
  std::span<const Annotation> annotations;
  // Side by side with the annotations: who made each, as an object; without them as a number.
  std::span<const std::optional<Author>> authors;
  std::span<const std::string> results;  // the same: instead of their own, if not empty
  std::span<const Prediction> predictions;
  bool whole_predictions = false;  // else their numbers
  std::string_view drafts = "[]";  // JSON text
};
void AppendExportedTask(JsonWriter& json, const ExportedTask& given);
// content = task: the task with all its annotations and predictions.
std::string ExportTaskJson(const Task& task, std::span<const Annotation> annotations,
                           std::span<const Prediction> predictions,
                           const std::vector<std::optional<Author>>& authors);

// What a target's object says when it is one of ours or Label Studio's: the annotation and the data
// of its task. Nothing if it is anything else.
struct ForeignAnnotation {
  std::string task_data;  // JSON object
  NewAnnotation annotation;
};
std::optional<ForeignAnnotation> ReadExportedAnnotation(std::string_view json);

// Equal as JSON values: order of members and white space do not count, numbers are compared by
// value. Text that is not JSON equals only itself.
bool SameJson(std::string_view a, std::string_view b);

// The strings anywhere inside a JSON value (for "which URIs does this task contain").
void ForEachString(std::string_view json, const std::function<void(std::string_view)>& visit);

}  // namespace millrace::labeling
