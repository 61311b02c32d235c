#include "api/ml/backends.h"

#include <boost/json.hpp>
#include <random>

#include "api/json_text.h"
#include "api/ml/backend_input.h"
#include "api/ml/backend_json.h"
#include "api/ml/ml_shapes.h"
#include "api/ml/on_call_thread.h"
#include "api/ml/own_webhook.h"
#include "base/log.h"
#include "base/text.h"
#include "labeling/data_manager/bulk.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/tasks.h"

namespace millrace::api {
namespace {

using labeling::MlBackend;

// How long a list waits for its servers; those that take longer are shown as they were.
constexpr std::chrono::milliseconds kPatience{5'000};

std::string ListJson(const std::vector<MlBackend>& backends) {
  JsonWriter json;
  json.BeginArray();
  for (const MlBackend& backend : backends) AppendBackend(json, backend);
  json.EndArray();
  return std::move(json).Take();
}

Result<std::vector<MlBackend>> Rows(db::Database& db, int64_t project_id,
                                    std::optional<bool> interactive) {
  ASSIGN_OR_RETURN(auto backends, db.Read([&](db::Connection& tx) {
    return labeling::ListBackends(tx, project_id);
  }));
  std::erase_if(backends, [&](const MlBackend& backend) {
    return interactive.has_value() && backend.is_interactive != *interactive;
  });
  return backends;
}

Result<MlBackend> Saved(db::Database& db, int64_t id) {
  return db.Read([&](db::Connection& tx) { return labeling::GetBackend(tx, id); });
}

// As they are when all were asked.
Outcome ShowChecked(Service& service, Call& call, const std::vector<MlBackend>& backends,
                    std::function<Outcome()> show) {
  std::vector<std::function<void(std::stop_token)>> checks;
  for (const MlBackend& backend : backends) {
    checks.push_back([&models = service.ml.models(), id = backend.id](std::stop_token stop) {
      const auto checked = models.Check(id, std::move(stop));
      if (!checked.has_value() && checked.error().kind != ErrorKind::kNotFound)
        LogWarning("the state of an ML backend is not known",
                   {{"backend", id}, {"cause", checked.error()}});
    });
  }
  return AfterCalls(service, call, std::move(checks), {kPatience, std::move(show)});
}

Outcome ShowOne(db::Database& db, int64_t id) {
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(db, id));
  return JsonAnswer(200, BackendJson(backend));
}

net::Response Errors(const std::string& sentence) {
  JsonWriter json;
  json.BeginObject();
  json.Key("errors");
  json.BeginArray();
  json.String(sentence);
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

net::Response VersionsAnswer(const std::vector<std::string>& versions, std::string_view message) {
  JsonWriter json;
  json.BeginObject();
  json.Key("versions");
  json.BeginArray();
  for (const std::string& version : versions) json.String(version);
  json.EndArray();
  if (!message.empty()) json.Member("message", message);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

net::Response TrialAnswer(const ml::Models::Trial& trial) {
  std::string_view task = "null";
  if (const auto tasks = FindMember(trial.question, "tasks"); tasks.has_value()) {
    ForEachMember(*tasks, [&](std::string_view, std::string_view first) {
      task = first;
      return false;
    });
  }
  const bool valid = ParseJson(trial.answer).has_value();
  JsonWriter json;
  json.BeginObject();
  json.Member("status", 200);
  json.Member("error_message", nullptr);
  json.Member("url", trial.url);
  json.RawMember("task", task);
  json.RawMember("request", trial.question);
  json.RawMember("response", valid ? FindMember(trial.answer, "results").value_or("null") : "null");
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

Error AsRefusal(Error error) {
  const bool ours = error.status == 0 && error.kind == ErrorKind::kNotFound;
  if (!error.fields.empty() || ours || error.kind == ErrorKind::kInternal ||
      error.kind == ErrorKind::kCancelled)
    return error;
  error.kind = ErrorKind::kInvalid;
  error.operation.clear();
  return error;
}

Outcome ListBackends(Service& service, Call& call) {
  const auto given = call.QueryInt("project");
  if (!given.has_value() || !given->has_value())
    return Fail(ErrorKind::kNotFound, "No project was named.", "Add ?project=ID to the address.");
  const int64_t project_id = **given;
  std::optional<bool> interactive;
  if (const auto text = call.Query("is_interactive"); text.has_value())
    interactive = ParseBool(*text);
  RETURN_IF_ERROR(
      service.db().Read([&](db::Connection& tx) { return labeling::GetProject(tx, project_id); }));
  ASSIGN_OR_RETURN(const auto backends, Rows(service.db(), project_id, interactive));
  return ShowChecked(service, call, backends, [&service, project_id, interactive]() -> Outcome {
    ASSIGN_OR_RETURN(const auto rows, Rows(service.db(), project_id, interactive));
    return JsonAnswer(200, ListJson(rows));
  });
}

Outcome CreateBackend(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(MlBackend given, NewBackend(service, call.who, *body));
  return OnCallThread(
      service, call, [&service, given = std::move(given)](std::stop_token stop) -> Outcome {
        const auto version = service.ml.models().Try(given, std::move(stop));
        if (!version.has_value()) return std::unexpected(AsRefusal(version.error()));
        MlBackend made = given;
        made.state = labeling::BackendState::kConnected;
        if (made.auto_update) made.model_version = *version;
        ASSIGN_OR_RETURN(
            made,
            service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<MlBackend> {
              const Time now = service.clock().Now();
              ASSIGN_OR_RETURN(MlBackend saved, labeling::CreateBackend(tx, made, now));
              // After it: models train themselves when they hear that their project was changed.
              RETURN_IF_ERROR(AddOwnWebhook(tx, service, saved, now));
              return saved;
            }));
        return JsonAnswer(201, BackendJson(made));
      });
}

Outcome GetBackend(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(service.db(), call.id()));
  return ShowChecked(service, call, {backend},
                     [&service, id = backend.id] { return ShowOne(service.db(), id); });
}

Outcome ChangeBackend(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(const MlBackend saved, Saved(service.db(), call.id()));
  const Form::Given given = call.request.method == "PUT" ? Form::Given::kAll : Form::Given::kSome;
  ASSIGN_OR_RETURN(BackendChange change, ChangedBackend(service, call.who, *body, given, saved));
  return OnCallThread(
      service, call, [&service, change = std::move(change)](std::stop_token stop) -> Outcome {
        ml::Models& models = service.ml.models();
        if (change.connection) {
          const auto version = models.Try(change.backend, stop);
          if (!version.has_value()) return std::unexpected(AsRefusal(version.error()));
        }
        RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
          return labeling::UpdateBackend(tx, change.backend, service.clock().Now());
        }));
        ASSIGN_OR_RETURN(const MlBackend checked, models.Check(change.backend.id, std::move(stop)));
        return JsonAnswer(200, BackendJson(checked));
      });
}

Outcome DeleteBackend(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeleteBackend(tx, call.id(), service.clock().Now());
  }));
  service.ml.Forget(call.id());
  return EmptyAnswer(204);
}

Outcome TrainBackend(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(service.db(), call.id()));
  return OnCallThread(service, call,
                      [&models = service.ml.models(), backend](std::stop_token stop) -> Outcome {
                        const auto trained = models.Train(backend, std::move(stop));
                        if (!trained.has_value())
                          return std::unexpected(AsRefusal(trained.error()));
                        return EmptyAnswer(200);
                      });
}

Outcome ListBackendVersions(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(service.db(), call.id()));
  return OnCallThread(service, call,
                      [&models = service.ml.models(), backend](std::stop_token stop) -> Outcome {
                        const auto versions = models.Versions(backend, std::move(stop));
                        if (versions.has_value()) return VersionsAnswer(*versions, "");
                        if (versions.error().status == 404)
                          return VersionsAnswer({backend.model_version.value_or("")},
                                                "This ML backend is too old to list its versions.");
                        return std::unexpected(AsRefusal(versions.error()));
                      });
}

Outcome TryPrediction(Service& service, Call& call) {
  const bool random = call.Query("random").has_value();
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(service.db(), call.id()));
  if (!random)
    return Fail(ErrorKind::kInvalid, "Which task is not said.", "Add ?random=true to the address.");
  ASSIGN_OR_RETURN(const auto task_id, service.db().Read([&](db::Connection& tx) {
    return labeling::AnyTaskOf(tx, backend.project_id, std::random_device{}());
  }));
  if (!task_id.has_value())
    return Fail(ErrorKind::kInvalid, "The project has no tasks to run a prediction on.",
                "Import at least one.");
  return OnCallThread(
      service, call,
      [&models = service.ml.models(), backend, id = *task_id](std::stop_token stop) -> Outcome {
        const auto trial = models.TryPredict(backend, id, std::move(stop));
        if (!trial.has_value()) return std::unexpected(AsRefusal(trial.error()));
        return TrialAnswer(*trial);
      });
}

Outcome AnnotateInteractively(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kInteractiveInput);
  const int64_t task_id = form.Int("task").value_or(0);
  std::string context = form.Json("context").value_or("null");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(const MlBackend backend, Saved(service.db(), call.id()));
  ASSIGN_OR_RETURN(const labeling::Task task, service.db().Read([&](db::Connection& tx) {
    return labeling::GetTask(tx, task_id);
  }));
  if (task.project_id != backend.project_id)
    return Fail(ErrorKind::kNotFound, "There is no task " + std::to_string(task_id) +
                                          " in the project of this ML backend.");
  if (!backend.is_interactive)
    return Errors("Model is not set to be used for interactive preannotations");
  return OnCallThread(
      service, call,
      [&models = service.ml.models(), backend, task_id, reader = call.who.account_id(),
       context = std::move(context)](std::stop_token stop) -> Outcome {
        const auto drawn = models.Interact(backend, task_id, reader, context, std::move(stop));
        if (!drawn.has_value()) return Errors(drawn.error().Sentence());
        JsonWriter json;
        json.BeginObject();
        json.RawMember("data", *drawn);
        json.EndObject();
        return JsonAnswer(200, std::move(json).Take());
      });
}

}  // namespace millrace::api
