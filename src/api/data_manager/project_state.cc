#include "api/data_manager/project_state.h"

#include <algorithm>

#include "api/access.h"
#include "api/data_manager/project_query.h"
#include "api/json_text.h"
#include "api/projects/project_shapes.h"
#include "api/projects/project_view.h"
#include "api/service.h"
#include "labeling/projects/projects.h"
#include "labeling/storages/storages.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr Member kMembers[] = {
    {.name = "can_delete_tasks", .type = kBool},
    {.name = "can_manage_annotations", .type = kBool},
    {.name = "can_manage_tasks", .type = kBool},
    {.name = "source_syncing", .type = kBool},
    {.name = "target_syncing", .type = kBool},
    {.name = "task_count", .type = kInt},
    {.name = "annotation_count", .type = kInt, .about = "Cancelled ones included."},
};

bool Syncing(const std::vector<labeling::Storage>& storages, labeling::StorageRole role) {
  return std::ranges::any_of(storages, [&](const labeling::Storage& storage) {
    return storage.role == role && (storage.status == "queued" || storage.status == "in_progress");
  });
}

}  // namespace

constexpr Shape kProjectState = {.name = "ProjectState", .members = kMembers, .more = &kProject};
const std::span<const Member> kProjectStateQuery = kProjectQuery;

Outcome ShowProjectState(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfQuery(call));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(CheckProject(tx, call.who, project_id));
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, project_id));
    ASSIGN_OR_RETURN(const auto storages, labeling::ListStorages(tx, {.project_id = project_id}));
    JsonWriter whole;
    RETURN_IF_ERROR(AppendProjects(whole, tx, std::span(&project, 1), call.who.account_id()));
    const bool manages = CheckProject(tx, call.who, project_id, Right::kManage).has_value();
    JsonWriter json;
    json.BeginObject();
    ForEachMember(whole.text(), [&](std::string_view name, std::string_view value) {
      json.RawMember(name, value);
      return true;
    });
    json.Member("can_delete_tasks", manages);
    json.Member("can_manage_annotations", manages);
    json.Member("can_manage_tasks", manages);
    json.Member("source_syncing", Syncing(storages, labeling::StorageRole::kSource));
    json.Member("target_syncing", Syncing(storages, labeling::StorageRole::kTarget));
    json.Member("task_count", project.task_number);
    json.Member("annotation_count",
                project.total_annotations_number + project.skipped_annotations_number);
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
