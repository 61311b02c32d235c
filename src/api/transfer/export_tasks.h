// The tasks of a project for an export, read in pieces of a few MiB.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "api/service.h"
#include "labeling/formats/export_run.h"

namespace millrace::api {

enum class Only { kAny, kOnly, kExclude };

struct ExportChoice {
  bool all_tasks = false;                   // also those without annotations
  std::optional<std::vector<int64_t>> ids;  // only these tasks; ascending
  // By facts of the task: an annotation that was skipped, is_labeled, one that was not skipped.
  Only skipped = Only::kAny, finished = Only::kAny, annotated = Only::kAny;

  struct Annotations {
    bool usual = true, ground_truth = false, skipped = false;
  };
  std::optional<Annotations> annotations;  // only those of one of these kinds
  bool with_annotations = false;           // only tasks that have one of them

  bool whole_drafts = true;  // else their numbers
  bool whole_predictions = false;
  bool people = false;  // who made an annotation as a person
};

// Leaves only those tasks that the view means. Not inside a transaction. kNotFound, kInvalid for one
// of another project.
Result<void> ChooseView(Service& service, int64_t project_id, int64_t view_id,
                        ExportChoice& choice);

// In order of task ids. Tasks that come or go meanwhile may be in it or not, every other one is in
// it once. `drafts`: does the format want them?
Result<std::unique_ptr<labeling::ExportSource>> TasksOfProject(const Service& service,
                                                               int64_t project_id,
                                                               ExportChoice choice, bool drafts);

// Those of an exported JSON file.
std::unique_ptr<labeling::ExportSource> TasksOfFile(std::shared_ptr<const ByteSource> file);

}  // namespace millrace::api
