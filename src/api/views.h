// Projects, tasks, annotations and predictions as Label Studio 1.23.2 shows them over REST: member
// names, order, types and nulls of its serializers.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "base/json_writer.h"
#include "labeling/accounts.h"
#include "labeling/annotations.h"
#include "labeling/projects.h"
#include "labeling/tasks.h"

namespace millrace::api {

// Accounts by id, each read once. Used inside one transaction.
class AccountBook {
 public:
  explicit AccountBook(db::Connection& tx) : tx_(tx) {}
  // nullptr for nobody and for an account that is gone.
  const labeling::Account* Find(std::optional<int64_t> id);

 private:
  db::Connection& tx_;
  std::unordered_map<int64_t, std::optional<labeling::Account>> known_;
};

void AppendProject(JsonWriter& json, const labeling::Project& project, AccountBook& accounts);

// `expand`: completed_by is an object, as in GET /api/tasks/ID.
void AppendAnnotation(JsonWriter& json, const labeling::Annotation& annotation,
                      AccountBook& accounts, Time now, bool expand);
void AppendPrediction(JsonWriter& json, const labeling::Prediction& prediction, Time now);

struct TaskParts {
  const labeling::Task& task;
  std::string_view data;  // as shown (TaskShower)
  std::span<const labeling::Annotation> annotations;
  std::span<const labeling::Prediction> predictions;
};
// GET /api/projects/ID/tasks, POST and PATCH of a task; annotations and predictions where `nested`.
void AppendTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now,
                bool nested);
// The data manager's form: GET /api/tasks and /api/tasks/ID. `all` is fields=all.
void AppendListedTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now,
                      bool all, bool expand);
// GET /api/projects/ID/next.
void AppendNextTask(JsonWriter& json, const TaskParts& parts, AccountBook& accounts, Time now);

// "5 minutes", "2 hours": the first unit of Django's timesince.
std::string Ago(Time then, Time now);

}  // namespace millrace::api
