// Annotations. Every change enqueues the export to the project's targets in the same transaction,
// announces it to the webhooks, and keeps the counters of task and project right.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

struct Annotation {
  int64_t id = 0, task_id = 0, project_id = 0;
  std::optional<int64_t> completed_by, updated_by;
  std::string result;  // JSON array; "" = null: nothing was labeled yet
  bool was_cancelled = false, ground_truth = false, bulk_created = false;
  Time created_at{}, updated_at{};
  std::optional<Time> draft_created_at;
  std::optional<double> lead_time;
  std::optional<int64_t> import_id, parent_prediction, parent_annotation, last_created_by;
  std::string unique_id;    // "" = null
  std::string last_action;  // "" = null
};

// `by` is the author unless `given` names one. kConflict if an annotation has this unique_id
// already. A new ground truth takes that name from the task's other annotations (UpdateAnnotation
// too). Ends the lock of `by`, and notes the annotation in the history of what `by` labeled.
Result<Annotation> CreateAnnotation(db::Connection& tx, int64_t task_id, const NewAnnotation& given,
                                    std::optional<int64_t> by, Time now);
// Of tasks of one project, by one act that webhooks hear of as such.
struct TaskAnnotation {
  int64_t task_id = 0;
  NewAnnotation annotation;
};
Result<void> CreateAnnotations(db::Connection& tx, std::span<const TaskAnnotation> given,
                               std::optional<int64_t> by, Time now);
Result<Annotation> GetAnnotation(db::Connection& tx, int64_t id);  // kNotFound
// Those of `ids` that exist; in their order if it ascends.
Result<std::vector<Annotation>> AnnotationsById(db::Connection& tx, std::span<const int64_t> ids);
// In order of task and id; kFacts leaves the results away (as ""), which may be long.
enum class Parts { kAll, kFacts };
Result<std::vector<Annotation>> AnnotationsOf(db::Connection& tx, std::span<const int64_t> task_ids,
                                              Parts parts = Parts::kAll);

struct AnnotationPatch {
  std::optional<std::string> result, unique_id, last_action;  // "" = null
  std::optional<bool> was_cancelled, ground_truth, bulk_created;
  std::optional<int64_t> completed_by;
  std::optional<std::optional<double>> lead_time;
  std::optional<std::optional<Time>> draft_created_at;
  std::optional<std::optional<int64_t>> import_id, parent_prediction, parent_annotation,
      last_created_by;
};
// Drafts of the annotation and the lock of `by` end.
Result<Annotation> UpdateAnnotation(db::Connection& tx, int64_t id, const AnnotationPatch& patch,
                                    std::optional<int64_t> by, Time now);
// With its drafts. Annotations made from it stay.
Result<void> DeleteAnnotation(db::Connection& tx, int64_t id, std::optional<int64_t> by, Time now);
// Of one project, by one act. Those of a task stand together, and are counted once.
Result<void> DeleteAnnotations(db::Connection& tx, std::span<const Annotation> annotations,
                               std::optional<int64_t> by, Time now);

}  // namespace millrace::labeling
