// The one door to model servers: calls, and jobs on threads of its own.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ml/models.h"
#include "ml/prediction_run.h"

namespace millrace::ml {

// Thread-safe. No method but those of models() waits for a model server.
class Engine {
 public:
  struct Options {
    int job_threads = 2;  // jobs at a time, one for each backend; 0 = none run in this process
    RunPauses pauses;
  };

  // Goes on with the jobs that an earlier process left.
  static std::unique_ptr<Engine> Start(Context context, Options options);
  virtual ~Engine() = default;  // jobs stop where they are, and go on at the next start

  virtual Models& models() = 0;
  virtual const Context& context() const = 0;

  // Fetches predictions for these tasks of the backend's project, or, without a list, for all;
  // joins a job for all tasks that waits or runs. kConflict while too many jobs of it wait.
  virtual Result<labeling::PredictionJob> StartPredictions(
      int64_t backend_id, const std::optional<std::vector<int64_t>>& task_ids,
      const std::string& started_by) = 0;
  // What it did stays. A job that has ended is left as it is.
  virtual Result<labeling::PredictionJob> CancelPredictions(int64_t job_id) = 0;
  // Calls `done` once: when the job ended, or after `limit`, with the job at that moment. From
  // another thread, or before this returns. It must not block.
  virtual void WhenDone(int64_t job_id, std::chrono::milliseconds limit,
                        std::function<void(const Result<labeling::PredictionJob>&)> done) = 0;
  // The backend's jobs go with it: ends what runs of them.
  virtual void Forget(int64_t backend_id) = 0;

  // An annotation of this project was made or changed: its models may have to be trained.
  virtual void AnnotationSaved(int64_t project_id) = 0;
};

}  // namespace millrace::ml
