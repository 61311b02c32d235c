// Rows as Label Studio 1.23.2 writes them in its REST answers: same keys, order and types.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/json_writer.h"
#include "labeling/config/label_config.h"
#include "labeling/json/task_json.h"
#include "labeling/projects/counters.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/drafts.h"
#include "labeling/tasks/predictions.h"
#include "labeling/tasks/tasks.h"

namespace millrace::labeling {

// Each function appends one JSON value. `data` is the task's data as it is to be shown (URIs
// resolved,
// "$undefined$" named); pass task.data for the stored text.

// GET /api/tasks/{id}/annotations, /api/annotations/{id}: completed_by is a number.
void AppendAnnotationJson(JsonWriter& json, const Annotation& annotation,
                          const std::optional<Author>& author);
// GET /api/predictions/{id} and inside tasks.
void AppendPredictionJson(JsonWriter& json, const Prediction& prediction);

// GET /api/drafts/{id} and inside tasks.
void AppendDraftJson(JsonWriter& json, const Draft& draft, const std::optional<Author>& author);

// POST and PATCH /api/tasks answer these alone.
void AppendTaskJson(JsonWriter& json, const Task& task, std::string_view data);
// GET /api/projects/{id}/tasks: the same with annotations and predictions.
void AppendTaskJson(JsonWriter& json, const Task& task, std::string_view data,
                    std::span<const Annotation> annotations,
                    std::span<const std::optional<Author>> authors,
                    std::span<const Prediction> predictions);

// The data manager's task: GET /api/tasks?project= and GET /api/tasks/{id}.
struct TaskDetail {
  std::span<const Annotation> annotations;
  std::span<const std::optional<Author>> authors;  // of the annotations, side by side
  std::span<const Prediction> predictions;
  std::span<const Draft> drafts;             // of whoever asks
  std::optional<Author> reader;              // who asks
  bool draft_exists = false;                 // anybody's
  bool expand_authors = false;               // completed_by as an object: GET /api/tasks/{id}
  std::string_view prediction_problem = {};  // shown if there is one
  bool all_fields = true;  // false without fields=all: no annotations, predictions, drafts' columns
};
void AppendTaskDetailJson(JsonWriter& json, const Task& task, std::string_view data,
                          const TaskDetail& detail);

// As Label Studio shows people.
void AppendPersonJson(JsonWriter& json, const Author& person);

struct ProjectFacts {
  std::optional<Author> created_by;
  std::optional<std::vector<Author>> annotators;  // shown if given
  std::optional<StorageTally> storages;           // shown if given
  QueueNumbers queue;                             // of the account that asks
};
// GET /api/projects/{id}. Members of project.settings replace the defaults; members that Label
// Studio does not have are left out. `config` is the parsed label config (empty if it does not
// parse).
void AppendProjectJson(JsonWriter& json, const Project& project, const LabelConfig& config,
                       const ProjectFacts& facts);

// "AL", or the first two letters of the address.
std::string Initials(const Author& author);
// "Ann Lee a@b.co, 1" as Label Studio's created_username; "" without an author.
std::string CreatedUsername(const std::optional<Author>& author);
// Label Studio's text for "just now". It is always written, so that answers and exports depend on
// nothing but the database.
inline constexpr std::string_view kCreatedAgo = "0\u00A0minutes";

}  // namespace millrace::labeling
