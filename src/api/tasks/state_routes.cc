// Label Studio's states of tasks, annotations and projects: its open-source edition serves their
// addresses and keeps none, and neither does Millrace.
#include "api/paging.h"
#include "api/route.h"
#include "api/service.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/annotations.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using enum Type;

constexpr int64_t kPageSize = 100, kMaxPageSize = 1'000;

constexpr Member kStateMembers[] = {
    {.name = "id"},
    {.name = "state"},
    {.name = "previous_state", .nullable = true},
    {.name = "transition_name", .nullable = true},
    {.name = "triggered_by", .type = kObject, .nullable = true},
    {.name = "reason", .nullable = true},
    {.name = "created_at", .type = kTime},
    {.name = "context_data", .type = kAny},
};
constexpr Shape kState{"State", kStateMembers};

constexpr Member kStatesQuery[] = {
    {.name = "page", .type = kInt, .about = "From 1."},
    {.name = "page_size", .type = kInt, .about = "At most 1,000; 100 by itself."},
    {.name = "ordering", .about = "id or -id."},
    {.name = "state"},
    {.name = "previous_state"},
    {.name = "transition_name"},
    {.name = "triggered_by", .type = kNumber},
    {.name = "created_at_from"},
    {.name = "created_at_to"},
};

constexpr Member kTransitionMembers[] = {
    {.name = "transition_name", .required = true, .blank = false},
    {.name = "transition_data", .type = kObject, .nullable = true},
};
constexpr Shape kTransition{"StateTransition", kTransitionMembers};
constexpr Member kTransitionDoneMembers[] = {
    {.name = "success", .type = kBool},
    {.name = "new_state", .nullable = true},
    {.name = "state_record", .type = kObject, .nullable = true, .shape = &kState},
};
constexpr Shape kTransitionDone{"StateTransitionDone", kTransitionDoneMembers};

Result<void> CheckExists(db::Connection& tx, Subject of, int64_t id) {
  if (of == Subject::kTask) {
    RETURN_IF_ERROR(labeling::GetTask(tx, id));
  } else if (of == Subject::kAnnotation) {
    RETURN_IF_ERROR(labeling::GetAnnotation(tx, id));
  } else {
    RETURN_IF_ERROR(labeling::GetProject(tx, id));
  }
  return {};
}

template <Subject of>
Outcome ListStates(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return CheckExists(tx, of, call.id()); }));
  RETURN_IF_ERROR(FitPage(page, 0));
  JsonWriter json;
  json.BeginObject();
  AppendPageMembers(json, service.options.public_url, call, page, 0);
  json.RawMember("results", "[]");
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

template <Subject of>
Outcome ChangeState(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return CheckExists(tx, of, call.id()); }));
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  RETURN_IF_ERROR(Form(*body, kTransition).Done());
  return FailField("transition_name", "Unknown transition for this entity");
}

constexpr Contract Listing(Subject of, std::string_view name) {
  return {.of = of,
          .about = "Its states over time: none are kept.",
          .query = kStatesQuery,
          .answer = PageOf(kState),
          .name = name};
}

constexpr Contract Changing(Subject of, std::string_view name) {
  return {.of = of,
          .about = "Refuses every transition: no states are kept.",
          .body = &kTransition,
          .answer = Is(kTransitionDone),
          .name = name};
}

}  // namespace

std::span<const Route> StateRoutes() {
  using enum Right;
  using enum Subject;
  static const Route kRoutes[] = {
      {"GET", "/api/fsm/entities/task/{id}/history", kLabel, ListStates<kTask>,
       Listing(kTask, "listTaskStates")},
      {"GET", "/api/fsm/entities/annotation/{id}/history", kLabel, ListStates<kAnnotation>,
       Listing(kAnnotation, "listAnnotationStates")},
      {"GET", "/api/fsm/entities/project/{id}/history", kLabel, ListStates<kProject>,
       Listing(kProject, "listProjectStates")},
      {"POST", "/api/fsm/entities/task/{id}/transition", kManage, ChangeState<kTask>,
       Changing(kTask, "changeTaskState")},
      {"POST", "/api/fsm/entities/annotation/{id}/transition", kManage, ChangeState<kAnnotation>,
       Changing(kAnnotation, "changeAnnotationState")},
      {"POST", "/api/fsm/entities/project/{id}/transition", kManage, ChangeState<kProject>,
       Changing(kProject, "changeProjectState")},
  };
  return kRoutes;
}

}  // namespace millrace::api
