#include <algorithm>

#include "api/access.h"
#include "api/paging.h"
#include "api/service.h"
#include "api/tasks/annotations.h"
#include "api/views.h"
#include "labeling/projects.h"
#include "labeling/tasks.h"

namespace millrace::api {
namespace {

using labeling::Prediction;

// Tasks of a project looked through for their predictions at a time.
constexpr int64_t kBatch = 5'000;

net::Response Show(int status, const Prediction& prediction) {
  JsonWriter json;
  labeling::AppendPredictionJson(json, prediction);
  return JsonAnswer(status, std::move(json).Take());
}

}  // namespace

Outcome ListPredictions(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> task_id, call.QueryInt("task"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> project_id, call.QueryInt("project"));
  return service.db().Read([&](db::Connection& tx) -> Outcome {
    ASSIGN_OR_RETURN(const auto visible, VisibleProjects(tx, call.who));
    JsonWriter json;
    json.BeginArray();
    const auto append = [&](std::span<const int64_t> ids) -> Result<void> {
      ASSIGN_OR_RETURN(const std::vector<Prediction> found, labeling::PredictionsOf(tx, ids));
      for (const Prediction& prediction : found) {
        if (project_id.has_value() && prediction.project_id != *project_id) continue;
        if (visible.has_value() && !std::ranges::binary_search(*visible, prediction.project_id))
          continue;
        labeling::AppendPredictionJson(json, prediction);
      }
      return {};
    };
    if (task_id.has_value()) {
      const int64_t ids[] = {*task_id};
      RETURN_IF_ERROR(append(ids));
    } else {
      labeling::TaskQuery query{.project_id = project_id, .limit = kBatch};
      while (true) {
        ASSIGN_OR_RETURN(const std::vector<labeling::Task> tasks, labeling::ListTasks(tx, query));
        std::vector<int64_t> ids;
        for (const labeling::Task& task : tasks) {
          if (task.total_predictions > 0) ids.push_back(task.id);
        }
        RETURN_IF_ERROR(append(ids));
        if (static_cast<int64_t>(tasks.size()) < kBatch) break;
        query.offset += kBatch;
      }
    }
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  });
}

Outcome CreatePrediction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  Form form(*body);
  form.Require("task");
  form.Require("result");
  const auto task_id = form.Int("task");
  labeling::NewPrediction given;
  given.result = form.List("result").value_or("[]");
  given.score = form.Number("score");
  given.model_version = form.Text("model_version", {.max = 256}).value_or("");
  RETURN_IF_ERROR(form.Done());
  ASSIGN_OR_RETURN(
      const Prediction made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Prediction> {
        if (!labeling::GetTask(tx, *task_id).has_value()) {
          return FailField(
              "task", "Invalid pk \"" + std::to_string(*task_id) + "\" - object does not exist.");
        }
        return labeling::CreatePrediction(tx, *task_id, given, service.clock().Now());
      }));
  return Show(201, made);
}

Outcome GetPrediction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Prediction prediction, service.db().Read([&](db::Connection& tx) {
    return labeling::GetPrediction(tx, call.id());
  }));
  return Show(200, prediction);
}

Outcome DeletePrediction(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeletePrediction(tx, call.id());
  }));
  return EmptyAnswer(204);
}

}  // namespace millrace::api
