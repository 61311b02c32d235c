#include "api/ml/retrieve_action.h"

#include "api/error_response.h"
#include "api/ml/backend_json.h"
#include "labeling/ml/backends.h"

namespace millrace::api {
namespace {

using labeling::PredictionJob;
using labeling::PredictionJobState;

Outcome Answer(const PredictionJob& job) {
  if (job.state == PredictionJobState::kFailed) {
    return Fail(ErrorKind::kInvalid, "The predictions were not retrieved. " + job.error,
                "Done so far: " + PredictionSummary(job) + ".");
  }
  const int64_t done = job.predicted + job.skipped;
  std::string detail = "Retrieved " + std::to_string(done) + " predictions";
  if (!job.ended())
    detail = "Predictions are being retrieved in job " + std::to_string(job.id) + ": " +
             PredictionSummary(job);
  else if (job.failed > 0 || job.state == PredictionJobState::kCancelled)
    detail =
        "Retrieved predictions in job " + std::to_string(job.id) + ": " + PredictionSummary(job);
  JsonWriter json;
  json.BeginObject();
  json.Member("processed_items", done);
  json.Member("detail", detail);
  json.Member("job", job.id);
  json.EndObject();
  return JsonAnswer(200, std::move(json).Take());
}

}  // namespace

Outcome RetrievePredictions(Service& service, const Call& call, int64_t project_id,
                            const std::optional<std::vector<int64_t>>& task_ids) {
  ASSIGN_OR_RETURN(const auto backend_id, service.db().Read([&](db::Connection& tx) {
    return labeling::BackendToAsk(tx, project_id);
  }));
  if (!backend_id.has_value()) {
    return Fail(ErrorKind::kInvalid, "No ML backend is connected to the project.",
                "Connect one in its settings first.");
  }
  ASSIGN_OR_RETURN(const PredictionJob job,
                   service.ml.StartPredictions(*backend_id, task_ids, call.who.name()));
  return call.Later([&](Call::Respond respond) {
    service.ml.WhenDone(
        job.id, service.options.sync_wait,
        [respond, style = StyleOf(call.request),
         version = service.options.version](const Result<PredictionJob>& now) {
          const Outcome outcome =
              now.has_value() ? Answer(*now) : Outcome(std::unexpected(now.error()));
          respond(outcome.has_value() ? std::get<net::Response>(*outcome)
                                      : ErrorResponse(outcome.error(), style, version));
        });
  });
}

}  // namespace millrace::api
