// Tasks, with the predictions and annotations that come and go with them. The only owner of the
// table task; counters of the project are kept right in the same transaction.
//
// All functions of this room work inside the caller's transaction: pass the Connection of
// Database::Read or Write.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/database.h"

namespace millrace::labeling {

// JSON members hold JSON text.
struct Task {
  int64_t id = 0;
  int64_t project_id = 0;
  int64_t inner_id = 0;
  std::string data;
  std::string meta;  // "" = null
  std::optional<int64_t> source_id;
  std::string source_key;  // "" if it came from no storage
  Time created_at{}, updated_at{};
  std::optional<int64_t> updated_by;
  bool is_labeled = false;
  int64_t overlap = 1;
  int64_t total_annotations = 0, cancelled_annotations = 0, total_predictions = 0;
  bool allow_skip = true;
  int source_state = 0;
  std::optional<int64_t> file_upload_id;
  std::string file_upload;           // the upload's file; "" if it came from none
  std::optional<Time> annotated_at;  // when its newest annotation was made
};

struct NewPrediction {
  std::string result;  // JSON array
  std::optional<double> score;
  std::string model_version;
};

struct NewAnnotation {
  std::string result;  // JSON array
  std::optional<int64_t> completed_by;
  // Of an import (lower case): goes before completed_by, whose number may be another server's. An
  // author that this server does not know becomes null.
  std::string completed_by_email;
  bool was_cancelled = false, ground_truth = false;
  std::optional<double> lead_time;
  std::optional<Time> created_at, updated_at;  // of an import; else now
  std::optional<Time> draft_created_at;
  std::optional<int64_t> import_id, parent_prediction, parent_annotation, last_created_by;
  std::string unique_id;
  std::string last_action;
  bool bulk_created = false;
};

// Of an import. One of an account that this server does not know is left out: a draft is nobody
// else's.
struct NewDraft {
  std::string result;         // JSON array
  std::string account_email;  // lower case
  // import_id of an annotation that comes with the same task; one that does not come is none.
  std::optional<int64_t> annotation;
  std::optional<double> lead_time;
  bool was_postponed = false;
  std::optional<Time> created_at, updated_at;
  std::optional<int64_t> import_id;
};

struct NewTask {
  std::string data;  // JSON object
  std::string meta;
  std::optional<int64_t> source_id;
  std::string source_key;
  bool allow_skip = true;
  int64_t overlap = 1;
  std::optional<int64_t> file_upload_id;
  std::vector<NewAnnotation> annotations;
  std::vector<NewPrediction> predictions;
  std::vector<NewDraft> drafts;
};

// Adds many tasks with consecutive ids in the given order and returns the first id. Fast: meant for
// 10,000 at a time. Their annotations are enqueued for the project's targets. Webhooks hear of the
// tasks, unless that is left to the caller.
enum class Telling { kNow, kLater };
Result<int64_t> InsertTasks(db::Connection& tx, int64_t project_id, std::span<const NewTask> tasks,
                            Time now, Telling telling = Telling::kNow);

Result<Task> GetTask(db::Connection& tx, int64_t id);  // kNotFound

// Those of `ids` that exist; in their order if it ascends.
Result<std::vector<Task>> TasksById(db::Connection& tx, std::span<const int64_t> ids);

struct TaskQuery {
  std::optional<int64_t> project_id;
  std::vector<int64_t> ids;  // only these, if not empty
  // Of a project without `ids`: those behind this id, which costs the same wherever it is.
  std::optional<int64_t> after;
  bool annotated = false;  // with `after`: only those with an annotation, cancelled ones included
  int64_t offset = 0;
  int64_t limit = 100;
  bool descending = false;  // by id; not with `after`
};
Result<std::vector<Task>> ListTasks(db::Connection& tx, const TaskQuery& query);
Result<int64_t> CountTasks(db::Connection& tx, const TaskQuery& query);

struct TaskPatch {
  std::optional<std::string> data, meta;
  std::optional<int64_t> overlap;
  std::optional<bool> allow_skip;
};
Result<Task> UpdateTask(db::Connection& tx, int64_t id, const TaskPatch& patch,
                        std::optional<int64_t> updated_by, Time now);

// Why tasks go.
enum class DeleteReason {
  kUser,     // they do not come back by themselves at the next sync
  kSource,   // on_delete: they may come back with their object
  kUndone,   // of an import that failed: no webhook heard of them
  kProject,  // with their project: whoever hears of that hears enough
};
// Deletes tasks with annotations, drafts and predictions, tells the targets (export_outbox), the
// sources (source_objects) and the webhooks. Ids that do not exist are ignored; returns how many
// were deleted.
Result<int64_t> DeleteTasks(db::Connection& tx, std::span<const int64_t> ids, DeleteReason reason,
                            Time now);
Result<int64_t> DeleteTasksOfProject(db::Connection& tx, int64_t project_id, Time now,
                                     DeleteReason reason = DeleteReason::kUser);

// `count` fresh ids of "task", "annotation", "prediction", "draft", "storage", …; the first of a
// consecutive run. Never given twice, even after what had them is deleted.
Result<int64_t> AllocateIds(db::Connection& tx, std::string_view name, int64_t count);

}  // namespace millrace::labeling
