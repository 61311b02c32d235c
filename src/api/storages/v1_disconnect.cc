#include "api/storages/v1_disconnect.h"

#include "api/service.h"
#include "api/storages/storage_view.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "labeling/storages/export_outbox.h"
#include "labeling/storages/source_tasks.h"
#include "labeling/storages/storages.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::Storage;
using labeling::StorageRole;

constexpr size_t kTasksAtOnce = 5'000;
constexpr std::chrono::seconds kPatience{5};  // for a job that was told to stop

// In steps, so that nobody waits long for the database meanwhile.
Result<int64_t> DeleteTasks(Service& service, const Storage& row) {
  for (int64_t deleted = 0;;) {
    ASSIGN_OR_RETURN(
        const int64_t some,
        service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<int64_t> {
          ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                           labeling::TasksOfSource(tx, row.project_id, row.id, kTasksAtOnce));
          return labeling::DeleteTasks(tx, ids, labeling::DeleteReason::kSource,
                                       service.clock().Now());
        }));
    if (some == 0) return deleted;
    deleted += some;
  }
}

std::string WhatStays(const Storage& row, int64_t tasks, bool tasks_go, int64_t written) {
  std::string sentence = Printable(StorageUri(row)) + " is disconnected. ";
  if (row.role == StorageRole::kTarget) {
    if (written == 0) return sentence + "Nothing had been written there.";
    return sentence + "The " + Plural(written, "object") + " written there stay" +
           (written == 1 ? "s." : ".");
  }
  if (tasks == 0) return sentence + "It had no tasks; its objects stay where they are.";
  return sentence + "Its " + Plural(tasks, "task") +
         (tasks_go ? (tasks == 1 ? " is deleted" : " are deleted")
                   : (tasks == 1 ? " stays in the project" : " stay in the project")) +
         "; its objects stay where they are.";
}

}  // namespace

Outcome DisconnectStorageV1(Service& service, Call& call) {
  const std::string tasks = call.Query("tasks").value_or("");
  if (tasks != "" && tasks != "keep" && tasks != "delete")
    return FailField("tasks", "Use \"keep\" or \"delete\".");
  int64_t made = 0, written = 0;
  Storage row;
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(row, labeling::GetStorage(tx, call.id()));
    if (row.role == StorageRole::kSource) {
      ASSIGN_OR_RETURN(made, labeling::CountTasksOfSource(tx, row.project_id, row.id));
    } else {
      ASSIGN_OR_RETURN(const labeling::OutboxCounts counts, labeling::CountOutbox(tx, row.id));
      written = counts.written;
    }
    return {};
  }));
  if (const auto running = service.engine.RunningJob(row.id); running.has_value()) {
    RETURN_IF_ERROR(service.engine.Cancel(*running));
    RETURN_IF_ERROR(service.engine.Wait(*running, kPatience));
  }
  int64_t deleted = 0;
  if (tasks == "delete" && row.role == StorageRole::kSource) {
    ASSIGN_OR_RETURN(deleted, DeleteTasks(service, row));
    made = deleted;
  }
  RETURN_IF_ERROR(service.engine.connections().Remove(row.id));
  JsonWriter json;
  json.BeginObject();
  json.Member("sentence", WhatStays(row, made, deleted > 0, written));
  json.Member("tasks_deleted", deleted);
  json.Member("tasks_kept", made - deleted);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
