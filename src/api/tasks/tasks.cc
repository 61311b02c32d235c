#include "api/tasks/tasks.h"

#include <algorithm>

#include "api/ml/live_predictions.h"
#include "api/service.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_rules.h"
#include "api/tasks/task_shapes.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "labeling/config/label_config.h"
#include "labeling/ml/backends.h"
#include "labeling/projects/project_settings.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::Task;

// The rules of a project's config; one that cannot be read asks for nothing.
TaskRules RulesOf(const labeling::Project& project) {
  const auto config = labeling::ParseLabelConfig(project.label_config);
  return TaskRules(config.has_value() ? *config : labeling::LabelConfig());
}

Result<void> CheckData(const TaskRules& rules, std::string_view data) {
  auto fits = rules.Check(data);
  if (!fits.has_value())
    fits.error().message += " [assume: item[\"data\"] = task root with values]";
  return fits;
}

enum class View { kPlain, kNested, kListed };

// One task as an answer, for `reader`. Not inside a transaction.
Outcome ShowTask(db::Database& db, TaskShower shower, std::optional<int64_t> reader, int status,
                 const Task& task, View view, const std::string& problem = "") {
  const int64_t id = task.id;
  return db.Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
    ASSIGN_OR_RETURN(const TaskPage page, TaskPage::Read(tx, {task}));
    AccountBook accounts(tx);
    const auto authors = accounts.Authors(page.annotations(id));
    JsonWriter json;
    switch (view) {
      case View::kPlain: labeling::AppendTaskJson(json, task, data); break;
      case View::kNested:
        labeling::AppendTaskJson(json, task, data, page.annotations(id), authors,
                                 page.predictions(id));
        break;
      case View::kListed: {
        const int64_t ids[] = {id};
        ASSIGN_OR_RETURN(std::vector<labeling::Draft> drafts, labeling::DraftsOf(tx, ids));
        const bool any = !drafts.empty();
        std::erase_if(drafts,
                      [&](const labeling::Draft& draft) { return reader != draft.account_id; });
        labeling::AppendTaskDetailJson(json, task, data,
                                       {.annotations = page.annotations(id),
                                        .authors = authors,
                                        .predictions = page.predictions(id),
                                        .drafts = drafts,
                                        .reader = accounts.Find(reader),
                                        .draft_exists = any,
                                        .expand_authors = true,
                                        .prediction_problem = problem});
        break;
      }
    }
    return JsonAnswer(status, std::move(json).Take());
  });
}

Outcome ShowTask(Service& service, const Call& call, int status, const Task& task, View view) {
  return ShowTask(service.db(), TaskShower::Unresolved(service, task.project_id),
                  call.who.account_id(), status, task, view);
}

// Who is asked for predictions of a task that has none; nothing = nobody.
Result<std::optional<int64_t>> BackendFor(db::Connection& tx, const Task& task) {
  if (task.total_predictions > 0) return std::nullopt;
  ASSIGN_OR_RETURN(const auto backend, labeling::BackendToAsk(tx, task.project_id));
  if (!backend.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, task.project_id));
  const labeling::ProjectRules rules = labeling::ReadProjectRules(project.settings);
  if (!rules.evaluate_predictions && !rules.show_predictions) return std::nullopt;
  return backend;
}

Result<labeling::TaskPatch> ReadPatch(const Body& body, const Task& task) {
  Form form(body, kTaskInput, Form::Given::kSome);
  labeling::TaskPatch patch;
  patch.data = form.Object("data");
  patch.meta = form.Object("meta");
  patch.overlap = form.Int("overlap");
  patch.allow_skip = form.Bool("allow_skip");
  if (form.Int("project").value_or(task.project_id) != task.project_id)
    form.Wrong("project", "A task stays in its project; import it into the other one.");
  RETURN_IF_ERROR(form.Done());
  return patch;
}

// `project_id`: of the path; else the body names it.
Outcome Create(Service& service, Call& call, std::optional<int64_t> project_id) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kTaskInput, project_id.has_value() ? Form::Given::kSome : Form::Given::kAll);
  form.Require("data");
  if (!project_id.has_value()) project_id = form.Int("project");
  labeling::NewTask given;
  given.data = form.Object("data").value_or("");
  given.meta = form.Object("meta").value_or("");
  given.overlap = form.Int("overlap").value_or(1);
  given.allow_skip = form.Bool("allow_skip").value_or(true);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, *project_id);
  }));
  RETURN_IF_ERROR(CheckData(RulesOf(project), given.data));
  ASSIGN_OR_RETURN(
      Task task, service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Task> {
        RETURN_IF_ERROR(labeling::GetProject(tx, project.id));
        ASSIGN_OR_RETURN(
            const int64_t id,
            labeling::InsertTasks(tx, project.id, std::span(&given, 1), service.clock().Now()));
        return labeling::GetTask(tx, id);
      }));
  return ShowTask(service, call, 201, task, View::kPlain);
}

}  // namespace

Outcome DeleteProjectTasks(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
        RETURN_IF_ERROR(labeling::DeleteTasksOfProject(tx, call.id(), service.clock().Now()));
        return {};
      }));
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

Outcome CreateTask(Service& service, Call& call) { return Create(service, call, std::nullopt); }

Outcome CreateProjectTask(Service& service, Call& call) { return Create(service, call, call.id()); }

Outcome GetTask(Service& service, Call& call) {
  const bool resolve = call.QueryBool("resolve_uri", true);
  std::optional<int64_t> backend;
  ASSIGN_OR_RETURN(const Task task, service.db().Read([&](db::Connection& tx) -> Result<Task> {
    ASSIGN_OR_RETURN(Task found, labeling::GetTask(tx, call.id()));
    ASSIGN_OR_RETURN(backend, BackendFor(tx, found));
    return found;
  }));
  ASSIGN_OR_RETURN(const TaskShower shower,
                   TaskShower::Make(service, call.who, task.project_id, resolve));
  const auto show = [&db = service.db(), shower, reader = call.who.account_id(), id = task.id](
                        const std::vector<labeling::Prediction>&,
                        const std::string& problem) -> Outcome {
    ASSIGN_OR_RETURN(const Task now,
                     db.Read([&](db::Connection& tx) { return labeling::GetTask(tx, id); }));
    return ShowTask(db, shower, reader, 200, now, View::kListed, problem);
  };
  if (!backend.has_value()) return show({}, "");
  return WithLivePredictions(service, call, *backend, task.id, show);
}

Outcome ChangeTask(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const Task old, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTask(tx, call.id());
  }));
  ASSIGN_OR_RETURN(const labeling::TaskPatch patch, ReadPatch(*body, old));
  ASSIGN_OR_RETURN(
      const Task task,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Task> {
        if (patch.data.has_value()) {
          ASSIGN_OR_RETURN(const labeling::Project project,
                           labeling::GetProject(tx, old.project_id));
          RETURN_IF_ERROR(CheckData(RulesOf(project), *patch.data));
        }
        return labeling::UpdateTask(tx, call.id(), patch, call.who.account_id(),
                                    service.clock().Now());
      }));
  // The task stands inside the exports of its annotations.
  service.engine.ExportsChanged();
  return ShowTask(service, call, 200, task, View::kNested);
}

Outcome ShowAgreement(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetTask(tx, call.id()); }));
  return Fail(ErrorKind::kDenied, "Feature not enabled");  // as in Label Studio's open edition
}

Outcome DeleteTask(Service& service, Call& call) {
  RETURN_IF_ERROR(
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<void> {
        RETURN_IF_ERROR(labeling::GetTask(tx, call.id()));
        const int64_t ids[] = {call.id()};
        RETURN_IF_ERROR(
            labeling::DeleteTasks(tx, ids, labeling::DeleteReason::kUser, service.clock().Now()));
        return {};
      }));
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
