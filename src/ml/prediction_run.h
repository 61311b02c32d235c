// Runs one job: its tasks, batch by batch, to a model server and back into the tables.
#pragma once

#include "ml/models.h"

namespace millrace::ml {

struct RunPauses {
  std::chrono::milliseconds first{1'000};       // before the second try; the next ones are longer
  std::chrono::milliseconds most{30'000};       // of one
  std::chrono::milliseconds patience{300'000};  // for a server that does not answer at all
};

// Used by one thread. Each batch is saved with the job's progress in one transaction, so that a job
// that was interrupted goes on where it was.
class PredictionRun {
 public:
  PredictionRun(Models& models, labeling::PredictionJob job, RunPauses pauses,
                std::stop_token stop);

  // To the end of the tasks. kCancelled after a stop; else an Error is why it cannot go on. Tasks
  // without a prediction are no error of the job: they are listed.
  Result<void> ToEnd();

  // As it is now; ToEnd does not set its final state.
  const labeling::PredictionJob& job() const { return job_; }

 private:
  Result<void> Ready();
  Result<Predicted> Ask(std::span<const int64_t> ids);
  Result<Predicted> AskEach(std::span<const int64_t> ids);
  Result<void> Settle(std::span<const int64_t> ids, const Predicted& predicted);
  // False: stopped.
  bool Pause(int attempt, long wish_ms, std::chrono::milliseconds& waited);

  Models& models_;
  labeling::PredictionJob job_;
  const RunPauses pauses_;
  const std::stop_token stop_;
  labeling::MlBackend backend_;
};

}  // namespace millrace::ml
