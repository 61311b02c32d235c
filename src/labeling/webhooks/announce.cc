#include "labeling/webhooks/announce.h"

#include <algorithm>

#include "labeling/json/stored_json.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"
#include "labeling/webhooks/deliveries.h"

namespace millrace::labeling {
namespace {

constexpr size_t kMostIds = 5'000;      // of one event
constexpr size_t kMostData = 8u << 20;  // bytes of its tasks or results

Result<void> AppendProject(db::Connection& tx, JsonWriter& json, int64_t project_id) {
  ASSIGN_OR_RETURN(const Project project, GetProject(tx, project_id));
  const auto config = ParseLabelConfig(project.label_config);
  json.Key("project");
  AppendStoredProject(json, project, config.has_value() ? *config : LabelConfig());
  return {};
}

// The members of a body: what `append` adds, which may fail.
using AppendMembers = std::function<Result<void>(JsonWriter&)>;

// Nothing if nobody listens; `append` is called only for those that want more than the action.
Result<void> Tell(db::Connection& tx, Event event, Time now, const AppendMembers& append) {
  ASSIGN_OR_RETURN(const auto listeners, ListenersOf(tx, event.project_id, event.action));
  if (std::ranges::any_of(listeners, &Listener::send_payload)) {
    JsonWriter json;
    json.BeginObject();
    RETURN_IF_ERROR(append(json));
    json.EndObject();
    event.members = std::move(json).Take();
  }
  return AddEvent(tx, event, listeners, now);
}

Result<void> AppendTask(db::Connection& tx, JsonWriter& json, int64_t task_id) {
  ASSIGN_OR_RETURN(const Task task, GetTask(tx, task_id));
  AppendStoredTask(json, task, task.data);
  return {};
}

void AppendId(JsonWriter& json, int64_t id) {
  json.BeginObject();
  json.Member("id", id);
  json.EndObject();
}

// Where the ids up to `last` are cut, so that no event gets too long: the last of each.
Result<std::vector<int64_t>> Cuts(db::Connection& tx, int64_t first, int64_t last) {
  std::vector<int64_t> cuts;
  size_t ids = 0, bytes = 0;
  RETURN_IF_ERROR(
      tx.Query("SELECT id, length(data) FROM task WHERE id BETWEEN $1 AND $2 "
               "ORDER BY id",
               {first, last}, [&](const db::Row& row) {
                 const auto size = static_cast<size_t>(row.Int(1));
                 if (ids == kMostIds || (ids > 0 && bytes + size > kMostData)) {
                   cuts.push_back(row.Int(0) - 1);
                   ids = bytes = 0;
                 }
                 ++ids;
                 bytes += size;
               }));
  if (ids > 0) cuts.push_back(last);
  return cuts;
}

}  // namespace

Result<void> Announce(db::Connection& tx, Action action, int64_t project_id, Time now,
                      const AppendChanged& changed) {
  return Tell(tx, {.action = action, .project_id = project_id}, now, [&](JsonWriter& json) {
    json.Key(InfoOf(action).key);
    changed(json);
    return AppendProject(tx, json, project_id);
  });
}

Result<void> AnnounceProject(db::Connection& tx, Action action, int64_t project_id, Time now) {
  return Tell(tx, {.action = action, .project_id = project_id}, now,
              [&](JsonWriter& json) { return AppendProject(tx, json, project_id); });
}

Result<void> AnnounceProjectDeleted(db::Connection& tx, int64_t project_id, Time now) {
  return Tell(tx, {.action = Action::kProjectDeleted, .project_id = project_id}, now,
              [&](JsonWriter& json) -> Result<void> {
                json.Key("project");
                AppendId(json, project_id);
                return {};
              });
}

Result<void> AnnounceNewTasks(db::Connection& tx, int64_t project_id, int64_t first, int64_t last,
                              Time now) {
  ASSIGN_OR_RETURN(const auto listeners, ListenersOf(tx, project_id, Action::kTasksCreated));
  if (listeners.empty()) return {};  // before the tasks are read
  ASSIGN_OR_RETURN(const auto cuts, Cuts(tx, first, last));
  for (const int64_t cut : cuts) {
    const Event event{.action = Action::kTasksCreated,
                      .project_id = project_id,
                      .first_task = first,
                      .last_task = cut};
    RETURN_IF_ERROR(Tell(tx, event, now,
                         [&](JsonWriter& json) { return AppendProject(tx, json, project_id); }));
    first = cut + 1;
  }
  return {};
}

Result<void> AnnounceDeleted(db::Connection& tx, Action action, int64_t project_id,
                             std::span<const int64_t> ids, Time now) {
  while (!ids.empty()) {
    const auto some = ids.first(std::min(ids.size(), kMostIds));
    ids = ids.subspan(some.size());
    RETURN_IF_ERROR(Announce(tx, action, project_id, now, [&](JsonWriter& json) {
      json.BeginArray();
      for (const int64_t id : some) AppendId(json, id);
      json.EndArray();
    }));
  }
  return {};
}

Result<void> AnnounceAnnotation(db::Connection& tx, Action action, const Annotation& annotation,
                                Time now) {
  return Tell(tx, {.action = action, .project_id = annotation.project_id}, now,
              [&](JsonWriter& json) -> Result<void> {
                json.Key(InfoOf(action).key);
                AppendStoredAnnotation(json, annotation);
                RETURN_IF_ERROR(AppendProject(tx, json, annotation.project_id));
                json.Key("task");
                return AppendTask(tx, json, annotation.task_id);
              });
}

Result<void> AnnounceNewAnnotations(db::Connection& tx, std::span<const Annotation> annotations,
                                    Time now) {
  while (!annotations.empty()) {
    size_t count = 0, bytes = 0;
    while (count < annotations.size() && count < kMostIds &&
           (count == 0 || bytes + annotations[count].result.size() <= kMostData))
      bytes += annotations[count++].result.size();
    const auto some = annotations.first(count);
    annotations = annotations.subspan(count);
    const Event event{.action = Action::kAnnotationsCreated, .project_id = some[0].project_id};
    RETURN_IF_ERROR(Tell(tx, event, now, [&](JsonWriter& json) -> Result<void> {
      json.Key(InfoOf(event.action).key);
      json.BeginArray();
      for (const Annotation& annotation : some) AppendStoredAnnotation(json, annotation);
      json.EndArray();
      RETURN_IF_ERROR(AppendProject(tx, json, event.project_id));
      json.Key("task");
      json.BeginArray();
      for (const Annotation& annotation : some)
        RETURN_IF_ERROR(AppendTask(tx, json, annotation.task_id));
      json.EndArray();
      return {};
    }));
  }
  return {};
}

}  // namespace millrace::labeling
