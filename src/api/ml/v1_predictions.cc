#include "api/ml/v1_predictions.h"

#include <boost/json.hpp>

#include "api/ml/backend_input.h"
#include "api/ml/backend_json.h"
#include "api/ml/backends.h"
#include "api/ml/ml_shapes.h"
#include "api/ml/on_call_thread.h"
#include "labeling/json/json_members.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/predictions.h"

namespace millrace::api {
namespace {

using labeling::PredictionJob;

constexpr int64_t kMaxWait = 60;         // seconds
constexpr int64_t kMaxListed = 100'000;  // tasks chosen one by one
constexpr int64_t kMaxRows = 10'000;

net::Response Show(int status, const PredictionJob& job, Time now) {
  JsonWriter json;
  AppendPredictionJob(json, job, now);
  return JsonAnswer(status, std::move(json).Take());
}

Result<PredictionJob> Job(Service& service, int64_t id) {
  return service.db().Read([&](db::Connection& tx) { return labeling::GetPredictionJob(tx, id); });
}

// The ids of the body's "tasks", which are the project's.
Result<std::vector<int64_t>> ReadTasks(db::Connection& tx, const std::string& list,
                                       int64_t project_id) {
  ASSIGN_OR_RETURN(const boost::json::value given, ParseJson(list));
  std::vector<int64_t> ids;
  for (const boost::json::value& item : given.get_array()) {
    if (!item.is_int64()) return FailField("tasks", "A list of ids is expected.");
    ids.push_back(item.get_int64());
  }
  if (std::ssize(ids) > kMaxListed)
    return FailField("tasks", "Name at most " + std::to_string(kMaxListed) +
                                  " tasks, or none for all of the project.");
  return labeling::TaskIdsOf(tx, project_id, ids);
}

Result<std::vector<int64_t>> FailedOf(db::Connection& tx, int64_t job_id, int64_t backend_id) {
  const auto job = labeling::GetPredictionJob(tx, job_id);
  if (!job.has_value() || job->backend_id != backend_id)
    return FailField("failed_of", "It is no prediction job of this ML backend.");
  ASSIGN_OR_RETURN(const auto failed, labeling::FailedTasksOf(tx, job_id, 0, kMaxListed));
  std::vector<int64_t> ids;
  for (const labeling::FailedTask& task : failed) ids.push_back(task.task_id);
  return ids;
}

}  // namespace

Outcome CheckBackendV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(labeling::MlBackend given, BackendToTry(service, call.who, *body));
  return OnCallThread(
      service, call,
      [&models = service.ml.models(), given = std::move(given)](std::stop_token stop) -> Outcome {
        const auto version = models.Try(given, std::move(stop));
        if (!version.has_value()) return std::unexpected(AsRefusal(version.error()));
        JsonWriter json;
        json.BeginObject();
        labeling::MaybeText(json, "model_version", *version);
        json.EndObject();
        return JsonAnswer(200, std::move(json).Take());
      });
}

Outcome ListInteractiveModelsV1(Service& service, Call& call) {
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    RETURN_IF_ERROR(labeling::GetProject(tx, call.id()));
    ASSIGN_OR_RETURN(const auto backends, labeling::ListBackends(tx, call.id()));
    JsonWriter json;
    json.BeginArray();
    for (const labeling::MlBackend& backend : backends) {
      if (!backend.is_interactive) continue;
      json.BeginObject();
      json.Member("id", backend.id);
      json.Member("title", backend.title.value_or(""));
      json.EndObject();
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome StartPredictionsV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body, kPredictionStartV1);
  const auto list = form.List("tasks");
  const auto failed_of = form.Int("failed_of");
  if (list.has_value() && failed_of.has_value())
    form.Wrong("failed_of", "Give either this or \"tasks\".");
  RETURN_IF_ERROR(form.Done());
  std::optional<std::vector<int64_t>> tasks;
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(const labeling::MlBackend backend, labeling::GetBackend(tx, call.id()));
    if (list.has_value()) {
      ASSIGN_OR_RETURN(tasks, ReadTasks(tx, *list, backend.project_id));
    } else if (failed_of.has_value()) {
      ASSIGN_OR_RETURN(tasks, FailedOf(tx, *failed_of, backend.id));
    }
    return {};
  }));
  ASSIGN_OR_RETURN(const PredictionJob job,
                   service.ml.StartPredictions(call.id(), tasks, call.who.name()));
  return Show(202, job, service.clock().Now());
}

Outcome ListPredictionJobsV1(Service& service, Call& call) {
  constexpr int64_t kShown = 50;
  ASSIGN_OR_RETURN(const auto jobs,
                   service.db().Read([&](db::Connection& tx) -> Result<std::vector<PredictionJob>> {
                     RETURN_IF_ERROR(labeling::GetBackend(tx, call.id()));
                     return labeling::ListPredictionJobs(tx, call.id(), kShown);
                   }));
  JsonWriter json;
  json.BeginObject();
  json.Key("results");
  json.BeginArray();
  for (const PredictionJob& job : jobs) AppendPredictionJob(json, job, service.clock().Now());
  json.EndArray();
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

Outcome GetPredictionJobV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> wait, call.QueryInt("wait"));
  ASSIGN_OR_RETURN(const PredictionJob job, Job(service, call.id()));
  Clock& clock = service.clock();
  if (wait.value_or(0) <= 0 || job.ended()) return Show(200, job, clock.Now());
  return call.Later([&](Call::Respond respond) {
    service.ml.WhenDone(job.id, std::chrono::seconds(std::min(*wait, kMaxWait)),
                        [respond, job, &clock](const Result<PredictionJob>& now) {
                          respond(Show(200, now.value_or(job), clock.Now()));
                        });
  });
}

Outcome CancelPredictionJobV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const PredictionJob job, service.ml.CancelPredictions(call.id()));
  return Show(200, job, service.clock().Now());
}

Outcome ListFailedTasksV1(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const auto after, call.QueryInt("after"));
  ASSIGN_OR_RETURN(const auto limit, call.QueryInt("limit"));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const PredictionJob job, labeling::GetPredictionJob(tx, call.id()));
    ASSIGN_OR_RETURN(const auto failed, labeling::FailedTasksOf(
                                            tx, job.id, after.value_or(0),
                                            std::clamp<int64_t>(limit.value_or(100), 0, kMaxRows)));
    JsonWriter json;
    json.BeginObject();
    json.Member("count", job.failed);
    json.Key("results");
    json.BeginArray();
    for (const labeling::FailedTask& task : failed) {
      json.BeginObject();
      json.Member("task", task.task_id);
      json.Member("error", task.error);
      json.EndObject();
    }
    json.EndArray();
    json.EndObject();
    return JsonAnswer(200, std::move(json).Take());
  });
}

}  // namespace millrace::api
