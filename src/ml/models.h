// Connected model servers: asked, and what was learned of them is noted. All calls block; a stop
// ends them at once with kCancelled. Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "labeling/ml/backends.h"
#include "labeling/ml/prediction_jobs.h"
#include "labeling/projects/projects.h"
#include "labeling/tasks/predictions.h"
#include "ml/context.h"
#include "ml/model_server.h"

namespace millrace::ml {

// What a model said about some tasks.
struct Predicted {
  size_t settled = 0;  // how many of the tasks asked for, from the first on
  std::vector<labeling::TaskPrediction> predictions;
  std::vector<labeling::FailedTask> failures;
  int64_t skipped = 0;  // tasks that had predictions of this version
};

// Those of what was predicted whose tasks are there and still without a prediction of this version:
// while the model thought, they may have gone, or got theirs otherwise.
Result<std::vector<labeling::TaskPrediction>> StillWanted(db::Connection& tx, int64_t project_id,
                                                          std::span<const int64_t> task_ids,
                                                          const Predicted& predicted,
                                                          const std::string& version);
// Those of the tasks without a prediction of this version.
Result<std::vector<int64_t>> Unpredicted(db::Connection& tx, std::span<const int64_t> task_ids,
                                         const std::string& version);

class Models {
 public:
  explicit Models(const Context& context) : context_(context) {}

  // Would this backend, saved or not, work? Gives the model's version, "" if it names none. The
  // error is one of a form, in Label Studio's sense.
  Result<std::string> Try(const labeling::MlBackend& backend, std::stop_token stop);
  // Asks a saved one and notes its state; the row as it is then. An Error is never the server's.
  Result<labeling::MlBackend> Check(int64_t id, std::stop_token stop);
  // The same, unless it was asked in the last seconds.
  Result<labeling::MlBackend> CheckUnlessFresh(int64_t id, std::stop_token stop);

  // As many of the tasks as make one question, `backend` being the row after a check. Nothing is
  // saved.
  Result<Predicted> Predict(const labeling::MlBackend& backend, std::span<const int64_t> task_ids,
                            std::stop_token stop);
  // Checks the backend, and saves what it says about one task; gives the predictions that the model
  // made of it, now or before.
  Result<std::vector<labeling::Prediction>> PredictOne(int64_t backend_id, int64_t task_id,
                                                       std::stop_token stop);
  // The same for several tasks that have none, some at a time. Tasks of which the model says
  // nothing that can be kept stay without.
  Result<void> PredictSome(int64_t backend_id, std::span<const int64_t> task_ids,
                           std::stop_token stop);
  // What a smart tool shall draw, as JSON text.
  Result<std::string> Interact(const labeling::MlBackend& backend, int64_t task_id,
                               std::optional<int64_t> reader, std::string_view context,
                               std::stop_token stop);
  // Question and answer about one task, both as JSON text, for looking at them.
  struct Trial {
    std::string url, question, answer;
  };
  Result<Trial> TryPredict(const labeling::MlBackend& backend, int64_t task_id,
                           std::stop_token stop);

  Result<std::vector<std::string>> Versions(const labeling::MlBackend& backend,
                                            std::stop_token stop);
  // Notes the state. An Error is the server's, too.
  Result<void> Train(const labeling::MlBackend& backend, std::stop_token stop);

  const Context& context() const { return context_; }

 private:
  // What `ask` gives; once more after a check where the server broke.
  template <class Question>
  auto Again(const labeling::MlBackend& backend, const std::stop_token& stop, Question&& ask)
      -> std::invoke_result_t<Question, const labeling::MlBackend&>;
  // Checked lately, and able to answer.
  Result<labeling::MlBackend> Ready(int64_t id, std::stop_token stop);
  Result<ModelServer> Open(const labeling::MlBackend& backend, std::stop_token stop) const;
  Result<labeling::Project> ProjectOf(const labeling::MlBackend& backend) const;
  // The token of whoever connected the backend; empty where that opens nothing.
  Result<Secret> TokenFor(const labeling::MlBackend& backend) const;
  Result<labeling::BackendCheck> Ask(const labeling::MlBackend& backend, std::stop_token stop);

  const Context& context_;
  // Takes a place among the calls under way to the backend; kRateLimited if it is busy.
  Result<std::shared_ptr<void>> Enter(int64_t backend_id);

  std::mutex mutex_;
  std::map<int64_t, int> under_way_;                                  // by backend
  std::map<int64_t, std::chrono::steady_clock::time_point> checked_;  // by backend
};

}  // namespace millrace::ml
