#include "api/ml/live_predictions.h"

#include "base/log.h"

namespace millrace::api {
namespace {

constexpr std::chrono::seconds kPatience{5};

}  // namespace

Outcome WithLivePredictions(Service& service, const Call& call, int64_t backend_id, int64_t task_id,
                            ShowPredictions show) {
  return OnCallThread(
      service, call,
      [&models = service.ml.models(), backend_id, task_id, show](std::stop_token stop) -> Outcome {
        const auto predictions = models.PredictOne(backend_id, task_id, std::move(stop));
        if (predictions.has_value()) return show(*predictions, "");
        LogWarning("a task was opened without the prediction of its ML backend",
                   {{"task", task_id}, {"backend", backend_id}, {"cause", predictions.error()}});
        return show({}, predictions.error().Sentence());
      },
      Late{.limit = kPatience, .answer = [show]() -> Outcome {
             return show({}, "The ML backend has not answered within " +
                                 std::to_string(kPatience.count()) +
                                 " seconds. Its prediction is there the next time, if it comes.");
           }});
}

}  // namespace millrace::api
