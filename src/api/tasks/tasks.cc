#include "api/tasks/tasks.h"

#include "api/paging.h"
#include "api/service.h"
#include "api/tasks/task_page.h"
#include "api/tasks/task_rules.h"
#include "api/tasks/task_shower.h"
#include "api/views.h"
#include "base/text.h"
#include "labeling/label_config.h"
#include "labeling/projects.h"
#include "labeling/tasks.h"

namespace millrace::api {
namespace {

using labeling::Task;

constexpr int64_t kPageSize = 100, kMaxPageSize = 10'000;

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

// One task as an answer. Not inside a transaction.
Outcome ShowTask(Service& service, const Call& call, int status, Task task, View view,
                 bool resolve) {
  const int64_t id = task.id;
  ASSIGN_OR_RETURN(TaskShower shower,
                   TaskShower::Make(service, call.who, task.project_id, resolve));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
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
      case View::kListed:
        labeling::AppendTaskDetailJson(json, task, data,
                                       {.annotations = page.annotations(id),
                                        .authors = authors,
                                        .predictions = page.predictions(id),
                                        .expand_authors = true});
        break;
    }
    return JsonAnswer(status, std::move(json).Take());
  });
}

Result<labeling::TaskPatch> ReadPatch(Form& form) {
  labeling::TaskPatch patch;
  if (form.Has("data")) {
    if (form.Null("data"))
      form.Wrong("data", "This field may not be null.");
    else
      patch.data = form.Object("data");
  }
  patch.meta = form.Object("meta");
  patch.overlap = form.Int("overlap", 1, 1'000'000);
  patch.allow_skip = form.Bool("allow_skip");
  RETURN_IF_ERROR(form.Done());
  return patch;
}

}  // namespace

Outcome ListTasks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> project_id, call.QueryInt("project"));
  if (!project_id.has_value()) {
    return Fail(ErrorKind::kNotFound, "Neither project nor view id specified",
                "Add ?project=ID to the address.");
  }
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  const bool all = call.Query("fields") == "all";
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, *project_id,
                                                       call.QueryBool("resolve_uri", true)));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, *project_id));
    RETURN_IF_ERROR(FitPage(page, project.task_number));
    ASSIGN_OR_RETURN(std::vector<Task> tasks, labeling::ListTasks(tx, {.project_id = project_id,
                                                                       .offset = page.offset(),
                                                                       .limit = page.size}));
    TaskPage read;
    if (all) {
      ASSIGN_OR_RETURN(read, TaskPage::Read(tx, tasks));
    }
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginObject();
    json.Member("total_annotations", project.total_annotations_number);
    json.Member("total_predictions", project.total_predictions_number);
    json.Member("total", project.task_number);
    json.Key("tasks");
    json.BeginArray();
    for (const Task& task : tasks) {
      ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
      const auto annotations = read.annotations(task.id);
      const auto authors = accounts.Authors(annotations);
      labeling::AppendTaskDetailJson(json, task, data,
                                     {.annotations = annotations,
                                      .authors = authors,
                                      .predictions = read.predictions(task.id),
                                      .all_fields = all});
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome ListProjectTasks(Service& service, Call& call) {
  ASSIGN_OR_RETURN(PageRequest page, ReadPage(call, kPageSize, kMaxPageSize));
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, call.id(),
                                                       call.QueryBool("resolve_uri", true)));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, call.id()));
    RETURN_IF_ERROR(FitPage(page, project.task_number));
    ASSIGN_OR_RETURN(std::vector<Task> tasks, labeling::ListTasks(tx, {.project_id = project.id,
                                                                       .offset = page.offset(),
                                                                       .limit = page.size,
                                                                       .descending = true}));
    ASSIGN_OR_RETURN(const TaskPage read, TaskPage::Read(tx, std::move(tasks)));
    AccountBook accounts(tx);
    JsonWriter json;
    json.BeginArray();
    for (const Task& task : read.tasks()) {
      ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, task));
      const auto annotations = read.annotations(task.id);
      labeling::AppendTaskJson(json, task, data, annotations, accounts.Authors(annotations),
                               read.predictions(task.id));
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

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

Outcome CreateTask(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("project");
  form.Require("data");
  const auto project_id = form.Int("project");
  labeling::NewTask given;
  given.data = form.Object("data").value_or("");
  given.meta = form.Object("meta").value_or("");
  given.overlap = form.Int("overlap", 1, 1'000'000).value_or(1);
  given.allow_skip = form.Bool("allow_skip").value_or(true);
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const labeling::Project project, service.db().Read([&](db::Connection& tx) {
    return labeling::GetProject(tx, *project_id);
  }));
  RETURN_IF_ERROR(CheckData(RulesOf(project), given.data));
  ASSIGN_OR_RETURN(
      const int64_t id,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<int64_t> {
        RETURN_IF_ERROR(labeling::GetProject(tx, project.id));
        return labeling::InsertTasks(tx, project.id, std::span(&given, 1), service.clock().Now());
      }));
  ASSIGN_OR_RETURN(
      Task task, service.db().Read([&](db::Connection& tx) { return labeling::GetTask(tx, id); }));
  return ShowTask(service, call, 201, std::move(task), View::kPlain, false);
}

Outcome GetTask(Service& service, Call& call) {
  const bool resolve = call.QueryBool("resolve_uri", true);
  ASSIGN_OR_RETURN(Task task, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTask(tx, call.id());
  }));
  return ShowTask(service, call, 200, std::move(task), View::kListed, resolve);
}

Outcome ChangeTask(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  ASSIGN_OR_RETURN(const labeling::TaskPatch patch, ReadPatch(form));
  ASSIGN_OR_RETURN(
      const Task task,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Task> {
        if (patch.data.has_value()) {
          ASSIGN_OR_RETURN(const Task before, labeling::GetTask(tx, call.id()));
          ASSIGN_OR_RETURN(const labeling::Project project,
                           labeling::GetProject(tx, before.project_id));
          RETURN_IF_ERROR(CheckData(RulesOf(project), *patch.data));
        }
        return labeling::UpdateTask(tx, call.id(), patch, call.who.account_id(),
                                    service.clock().Now());
      }));
  // The task stands inside the exports of its annotations.
  service.engine.ExportsChanged();
  return ShowTask(service, call, 200, task, View::kNested, false);
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

Outcome NextTask(Service& service, Call& call) {
  ASSIGN_OR_RETURN(TaskShower shower, TaskShower::Make(service, call.who, call.id(), true));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(std::optional<Task> task,
                     labeling::NextTask(tx, call.id(), call.who.account_id().value_or(0)));
    if (!task.has_value()) {
      return Fail(ErrorKind::kNotFound,
                  "No more tasks: you have labeled everything in this project.",
                  "Import more tasks or sync a source storage.");
    }
    ASSIGN_OR_RETURN(const std::string data, shower.Data(tx, *task));
    const int64_t id = task->id;
    std::vector<Task> tasks;
    tasks.push_back(*std::move(task));
    ASSIGN_OR_RETURN(const TaskPage page, TaskPage::Read(tx, std::move(tasks)));
    AccountBook accounts(tx);
    JsonWriter json;
    AppendNextTask(json, {page.tasks().front(), data, page.annotations(id), page.predictions(id)},
                   accounts);
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
