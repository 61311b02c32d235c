#include "api/tasks/predictions.h"

#include <algorithm>

#include "api/access.h"
#include "api/service.h"
#include "api/tasks/annotation_input.h"
#include "api/tasks/label_shapes.h"
#include "api/tasks/prediction_result.h"
#include "labeling/json/rest_json.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/predictions.h"

namespace millrace::api {
namespace {

using labeling::Prediction;

constexpr int64_t kBatch = 1'000;

net::Response Show(int status, const Prediction& prediction) {
  JsonWriter json;
  labeling::AppendPredictionJson(json, prediction);
  return JsonAnswer(status, std::move(json).Take());
}

// Pulls the list batch by batch: it may be longer than memory.
class PredictionList final : public net::BodySource {
 public:
  // `visible`: the projects that may be shown; nothing = all.
  PredictionList(Service& service, labeling::PredictionQuery query,
                 std::optional<std::vector<int64_t>> visible)
      : service_(service), query_(query), visible_(std::move(visible)) {
    query_.limit = kBatch;
  }

  void Next(Done done) override {
    std::string piece;
    while (piece.empty() && !ended_) {
      Result<std::string> batch = service_.db().Read([&](db::Connection& tx) { return Batch(tx); });
      if (!batch.has_value()) return done(std::move(batch));
      piece = *std::move(batch);
      if (ended_) piece += "]";
    }
    if (!piece.empty() && !std::exchange(opened_, true)) piece.insert(0, "[");
    done(std::move(piece));
  }

 private:
  Result<std::string> Batch(db::Connection& tx) {
    ASSIGN_OR_RETURN(const std::vector<Prediction> found, labeling::ListPredictions(tx, query_));
    ended_ = std::ssize(found) < query_.limit;
    if (!found.empty()) query_.after = found.back().id;
    std::string out;
    for (const Prediction& prediction : found) {
      if (visible_.has_value() &&
          std::ranges::find(*visible_, prediction.project_id) == visible_->end())
        continue;
      JsonWriter json;
      labeling::AppendPredictionJson(json, prediction);
      if (std::exchange(any_, true)) out += ',';
      out += json.text();
    }
    return out;
  }

  Service& service_;
  labeling::PredictionQuery query_;
  const std::optional<std::vector<int64_t>> visible_;
  bool opened_ = false, any_ = false, ended_ = false;
};

// A filter that names nothing the caller may see.
std::unexpected<Error> NoChoice(std::string_view parameter) {
  return FailField(std::string(parameter),
                   "Select a valid choice. That choice is not one of the available choices.");
}

// Which task or project the caller asks for; a word that is no number is no choice either.
Result<std::optional<int64_t>> Filter(Call& call, std::string_view name) {
  Result<std::optional<int64_t>> number = call.QueryInt(name);
  if (!number.has_value()) return NoChoice(name);
  return number;
}

// What was given goes over what `prediction` holds. Regions are made by the config of the task's
// project.
Result<void> Read(db::Connection& tx, const Identity& who, const Body& body, Form::Given given,
                  Prediction& prediction) {
  Form form(body, kPredictionBody, given);
  if (const auto task_id = form.Int("task")) prediction.task_id = *task_id;
  if (form.Has("score")) prediction.score = form.Number("score");
  if (auto version = form.Text("model_version")) prediction.model_version = *std::move(version);
  if (form.Has("cluster")) prediction.cluster = form.Int("cluster");
  if (form.Has("neighbors")) prediction.neighbors = form.Json("neighbors").value_or("");
  if (const auto mislabeling = form.Number("mislabeling")) prediction.mislabeling = *mislabeling;
  RETURN_IF_ERROR(form.Done());
  const auto task = labeling::GetTask(tx, prediction.task_id);
  if (!task.has_value() || !CheckProject(tx, who, task->project_id, Right::kManage).has_value()) {
    return NoSuchRow("task", prediction.task_id);
  }
  if (const auto project_id = form.Int("project");
      project_id.has_value() && !labeling::GetProject(tx, *project_id).has_value()) {
    return NoSuchRow("project", *project_id);
  }
  const auto result = form.Json("result");
  if (!result.has_value()) return {};
  labeling::LabelConfig config;
  if (!result->starts_with('[')) {
    ASSIGN_OR_RETURN(const labeling::Project project, labeling::GetProject(tx, task->project_id));
    if (auto parsed = labeling::ParseLabelConfig(project.label_config); parsed.has_value())
      config = *std::move(parsed);
  }
  ASSIGN_OR_RETURN(prediction.result, PredictionRegions(*result, config));
  return {};
}

}  // namespace

Outcome ListPredictions(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const std::optional<int64_t> task_id, Filter(call, "task"));
  ASSIGN_OR_RETURN(const std::optional<int64_t> project_id, Filter(call, "project"));
  std::optional<std::vector<int64_t>> visible;
  std::vector<Prediction> of_task;
  RETURN_IF_ERROR(service.db().Read([&](db::Connection& tx) -> Result<void> {
    ASSIGN_OR_RETURN(visible, VisibleProjects(tx, call.who));
    if (project_id.has_value() && (!CheckProject(tx, call.who, *project_id).has_value() ||
                                   !labeling::GetProject(tx, *project_id).has_value())) {
      return NoChoice("project");
    }
    if (!task_id.has_value()) return {};
    const auto task = labeling::GetTask(tx, *task_id);
    if (!task.has_value() || !CheckProject(tx, call.who, task->project_id).has_value())
      return NoChoice("task");
    const int64_t ids[] = {*task_id};
    ASSIGN_OR_RETURN(of_task, labeling::PredictionsOf(tx, ids));
    if (project_id.has_value() && task->project_id != *project_id) of_task.clear();
    return {};
  }));
  if (task_id.has_value()) {
    JsonWriter json;
    json.BeginArray();
    for (const Prediction& prediction : of_task) labeling::AppendPredictionJson(json, prediction);
    json.EndArray();
    return JsonAnswer(200, std::move(json).Take());
  }
  net::Response response = JsonAnswer(200, "");
  response.source = std::make_shared<PredictionList>(
      service, labeling::PredictionQuery{.project_id = project_id}, std::move(visible));
  return response;
}

Outcome CreatePrediction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  ASSIGN_OR_RETURN(
      const Prediction made,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Prediction> {
        Prediction given;
        RETURN_IF_ERROR(Read(tx, call.who, *body, Form::Given::kAll, given));
        return labeling::CreatePrediction(tx, given, call.who.account_id(), service.clock().Now());
      }));
  return Show(201, made);
}

Outcome GetPrediction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Prediction prediction, service.db().Read([&](db::Connection& tx) {
    return labeling::GetPrediction(tx, call.id());
  }));
  return Show(200, prediction);
}

Outcome ChangePrediction(Service& service, Call& call) {
  ASSIGN_OR_RETURN(const Body* body, call.ReadBody());
  const Form::Given given = call.request.method == "PUT" ? Form::Given::kAll : Form::Given::kSome;
  ASSIGN_OR_RETURN(
      const Prediction changed,
      service.db().Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<Prediction> {
        ASSIGN_OR_RETURN(Prediction prediction, labeling::GetPrediction(tx, call.id()));
        RETURN_IF_ERROR(Read(tx, call.who, *body, given, prediction));
        return labeling::UpdatePrediction(tx, prediction, call.who.account_id(),
                                          service.clock().Now());
      }));
  return Show(200, changed);
}

Outcome DeletePrediction(Service& service, Call& call) {
  RETURN_IF_ERROR(service.db().Write(db::Durability::kFull, [&](db::Connection& tx) {
    return labeling::DeletePrediction(tx, call.id(), call.who.account_id(), service.clock().Now());
  }));
  service.engine.ExportsChanged();
  return EmptyAnswer(204);
}

}  // namespace millrace::api
