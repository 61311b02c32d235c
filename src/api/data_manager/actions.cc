#include "api/data_manager/actions.h"

#include <algorithm>
#include <boost/json.hpp>

#include "api/data_manager/action_list.h"
#include "api/data_manager/filter_shapes.h"
#include "api/data_manager/project_query.h"
#include "api/data_manager/version_names.h"
#include "api/ml/retrieve_action.h"
#include "api/service.h"
#include "api/tasks/task_choice.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/data_manager/bulk.h"
#include "labeling/data_manager/duplicates.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"
#include "labeling/projects/task_views.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using enum Type;
namespace json = boost::json;

// Tasks of one transaction: other writers wait for some of them, not for all.
constexpr int64_t kBatch = 250;

constexpr Member kDialogMembers[] = {
    {.name = "title", .optional = true},
    {.name = "text", .about = "What is about to happen."},
    {.name = "type", .choices = "confirm"},
    {.name = "form",
     .type = kAny,
     .about = "null: see /api/dm/actions/ID/form.",
     .optional = true,
     .nullable = true},
};
constexpr Shape kDialog = {.name = "ActionDialog", .members = kDialogMembers};
constexpr Member kActionMembers[] = {
    {.name = "id"},
    {.name = "title"},
    {.name = "order", .type = kInt},
    {.name = "permission", .type = kAny, .about = "In Label Studio's names."},
    {.name = "reload", .type = kBool, .optional = true},
    {.name = "experimental", .type = kBool, .optional = true},
    {.name = "dialog", .type = kObject, .shape = &kDialog},
};
constexpr Member kFieldMembers[] = {
    {.name = "type", .choices = "select"},
    {.name = "name", .about = "The member of the action's body."},
    {.name = "label"},
    {.name = "options", .type = kList, .about = "Texts, or objects of value and label."},
    {.name = "value", .optional = true, .nullable = true},
    {.name = "placeholder", .optional = true},
    {.name = "searchable", .type = kBool, .optional = true},
};
constexpr Shape kField = {.name = "ActionField", .members = kFieldMembers};
constexpr Member kFormMembers[] = {
    {.name = "columnCount", .type = kInt},
    {.name = "fields", .type = kList, .shape = &kField},
};
constexpr Member kBodyMembers[] = {
    {.name = "selectedItems",
     .type = kObject,
     .about = "Which tasks; all if it is absent.",
     .shape = &kTaskSelection},
    {.name = "ordering", .type = kList, .items = kText},
    {.name = "search", .about = "Only tasks with this text in their data."},
    {.name = "filters",
     .type = kObject,
     .about = "Only tasks that they let through.",
     .nullable = true,
     .shape = &kFilterSet},
    {.name = "annotator",
     .type = kAny,
     .about = "delete_tasks_annotations: the account whose annotations go."},
    {.name = "model_version",
     .type = kAny,
     .about = "predictions_to_annotations: of which predictions, a text or a list."},
};
constexpr Member kDoneMembers[] = {
    {.name = "processed_items", .type = kInt},
    {.name = "reload", .type = kBool, .about = "No task is left.", .optional = true},
    {.name = "detail"},
    {.name = "job",
     .type = kInt,
     .about = "retrieve_tasks_predictions: for /api/v1/ml/predictions.",
     .optional = true},
};
constexpr Member kPerformMembers[] = {
    kProjectOfQuery,
    {.name = "view",
     .type = kInt,
     .about = "A tab, whose filters and selection count instead of the body's."},
    {.name = "id",
     .about = "What to do.",
     .required = true,
     .choices = "delete_tasks|delete_tasks_annotations|delete_tasks_predictions|"
                "predictions_to_annotations|remove_duplicates|retrieve_tasks_predictions"},
};

// The chosen tasks, batch by batch. Tasks that come while an action runs are not among them.
class Batches {
 public:
  explicit Batches(std::vector<int64_t> ids) : ids_(std::move(ids)) {}
  bool done() const { return at_ == ids_.size(); }
  size_t taken() const { return at_; }
  size_t size() const { return ids_.size(); }
  std::span<const int64_t> Next() {
    const size_t count = std::min<size_t>(kBatch, ids_.size() - at_);
    const auto batch = std::span<const int64_t>(ids_).subspan(at_, count);
    at_ += count;
    return batch;
  }

 private:
  std::vector<int64_t> ids_;
  size_t at_ = 0;
};

// What of a long action was done before a failure stays done, and is told.
std::unexpected<Error> Stopped(Error error, size_t done, size_t all) {
  if (done > 0) {
    error.advice = WithThousands(static_cast<int64_t>(done)) + " of " +
                   WithThousands(static_cast<int64_t>(all)) +
                   " tasks were done before. Do it again for the others.";
  }
  return std::unexpected(std::move(error));
}

// Each group of tasks that are the same in a transaction of its own.
Result<int64_t> RemoveDuplicates(Service& service, const Identity& who, std::vector<int64_t> ids) {
  std::ranges::sort(ids);
  ASSIGN_OR_RETURN(const auto groups, service.db().Read([&](db::Connection& tx) {
    return labeling::FindDuplicates(tx, ids);
  }));
  int64_t removed = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    const bool last = i + 1 == groups.size();
    auto some = service.db().Write(
        last ? db::Durability::kFull : db::Durability::kNormal, [&](db::Connection& tx) {
          return labeling::MergeDuplicates(tx, groups[i], who.account_id(), service.clock().Now());
        });
    if (!some.has_value()) return Stopped(std::move(some).error(), i, groups.size());
    removed += *some;
  }
  return removed;
}

// Of all tasks that were chosen.
Result<int64_t> Perform(Service& service, const Identity& who, const Action& action,
                        Batches batches, const Wishes& wishes) {
  int64_t done = 0;
  while (!batches.done()) {
    const size_t before = batches.taken();
    const auto ids = batches.Next();
    // The last commit carries those before it to the disk.
    const auto durability = batches.done() ? db::Durability::kFull : db::Durability::kNormal;
    auto some = service.db().Write(durability, [&](db::Connection& tx) {
      return action.step(tx, ids, wishes, who.account_id(), service.clock().Now());
    });
    if (!some.has_value()) return Stopped(std::move(some).error(), before, batches.size());
    done += *some;
  }
  return done;
}

void AppendOption(JsonWriter& json, const labeling::Author& person) {
  std::string name = person.first_name;
  if (!person.last_name.empty()) name += (name.empty() ? "" : " ") + person.last_name;
  json.BeginObject();
  json.Member("value", std::to_string(person.id));
  json.Member("label", name.empty() ? person.email : name);
  json.EndObject();
}

Result<void> AppendAnnotatorField(JsonWriter& json, db::Connection& tx, int64_t project_id) {
  AccountBook accounts(tx);
  ASSIGN_OR_RETURN(const auto annotators, accounts.Annotators(project_id));
  json.Member("name", "annotator");
  json.Member("label", "Annotator");
  json.Key("options");
  json.BeginArray();
  for (const labeling::Author& person : annotators) AppendOption(json, person);
  json.EndArray();
  json.Member("placeholder", "All");
  json.Member("searchable", true);
  return {};
}

Result<void> AppendVersionField(JsonWriter& json, db::Connection& tx, int64_t project_id) {
  json.Member("name", "model_version");
  json.Member("label", "Choose predictions");
  json.Key("options");
  RETURN_IF_ERROR(AppendVersionNames(json, tx, project_id));
  ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, project_id));
  json.Member("value",
              labeling::ReadProjectRules(project.settings).model_version.value_or(std::string()));
  return {};
}

}  // namespace

constexpr Shape kAction = {.name = "Action", .members = kActionMembers};
constexpr Shape kActionForm = {.name = "ActionForm", .members = kFormMembers};
constexpr Shape kActionBody = {.name = "TasksForAction", .members = kBodyMembers};
constexpr Shape kActionDone = {.name = "ActionDone", .members = kDoneMembers};
const std::span<const Member> kActionsQuery = kProjectQuery;
const std::span<const Member> kPerformQuery = kPerformMembers;

Outcome ListActions(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfQuery(call));
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, project_id); }));
  JsonWriter json;
  json.BeginArray();
  for (const Action& action : Actions()) {
    json.BeginObject();
    json.Member("id", action.id);
    json.Member("title", action.title);
    json.Member("order", action.order);
    json.RawMember("permission", action.permission);
    if (action.reload) json.Member("reload", true);
    if (action.manner == Manner::kGroups) json.Member("experimental", false);
    json.Key("dialog");
    json.BeginObject();
    json.Member("title", action.title);
    json.Member("text", action.about);
    json.Member("type", "confirm");
    if (action.has_form) json.Member("form", nullptr);
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome ShowActionForm(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfQuery(call));
  ASSIGN_OR_RETURN(const Action* action, FindAction(call.words[0]));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, project_id));
    JsonWriter json;
    json.BeginArray();
    if (action->has_form) {
      json.BeginObject();
      json.Member("columnCount", 1);
      json.Key("fields");
      json.BeginArray();
      json.BeginObject();
      json.Member("type", "select");
      RETURN_IF_ERROR(action->id == "predictions_to_annotations"
                          ? AppendVersionField(json, tx, project_id)
                          : AppendAnnotatorField(json, tx, project_id));
      json.EndObject();
      json.EndArray();
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome PerformAction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const int64_t project_id, ProjectOfQuery(call));
  const std::string id = call.Query("id").value_or("");
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, project_id); }));
  ASSIGN_OR_RETURN(const Action* action, FindAction(id));
  RETURN_IF_ERROR(Form(*body, kActionBody).Done());
  ASSIGN_OR_RETURN(const std::optional<int64_t> view_id, call.QueryInt("view"));
  ASSIGN_OR_RETURN(const TaskChoice choice, view_id.has_value()
                                                ? ChoiceOfView(service, project_id, *view_id)
                                                : ReadTaskChoice(body->object()));
  ASSIGN_OR_RETURN(const Wishes wishes, ReadWishes(body->object()));
  ASSIGN_OR_RETURN(std::vector<int64_t> ids, ChosenTaskIds(service, project_id, choice));
  if (action->manner == Manner::kJob) {
    const bool whole = choice.plain() && choice.whole();
    return RetrievePredictions(service, call, project_id,
                               whole ? std::nullopt : std::optional(std::move(ids)));
  }
  const auto done = action->manner == Manner::kGroups
                        ? RemoveDuplicates(service, call.who, std::move(ids))
                        : Perform(service, call.who, *action, Batches(std::move(ids)), wishes);
  service.engine.ExportsChanged();
  if (!done.has_value()) return std::unexpected(done.error());
  ASSIGN_OR_RETURN(const labeling::Project after, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, project_id);
  }));
  // Tabs of an empty project show nothing, as in Label Studio.
  if (action->reload && after.task_number == 0) {
    RETURN_IF_ERROR(service.db().Write(db::Durability::kNormal, [&](db::Connection& tx) {
      return labeling::DeleteTaskViewsOfProject(tx, project_id);
    }));
  }
  JsonWriter json;
  json.BeginObject();
  json.Member("processed_items", *done);
  json.Member("reload", after.task_number == 0);
  json.Member("detail", ReplaceAll(action->done, "#", std::to_string(*done)));
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace millrace::api
