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

Outcome WithLivePredictions(Service& service, const Call& call, int64_t backend_id,
                            std::vector<int64_t> task_ids, std::function<Outcome()> show) {
  const auto ask = [&models = service.ml.models(), backend_id,
                    ids = std::move(task_ids)](std::stop_token stop) {
    const auto predicted = models.PredictSome(backend_id, ids, std::move(stop));
    if (!predicted.has_value())
      LogWarning("tasks are listed without predictions of their ML backend",
                 {{"backend", backend_id}, {"cause", predicted.error()}});
  };
  return AfterCalls(service, call, {ask}, {.limit = kPatience, .answer = std::move(show)});
}

}  // namespace millrace::api
