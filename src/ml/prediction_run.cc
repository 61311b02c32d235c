#include "ml/prediction_run.h"

#include <algorithm>
#include <random>

#include "base/text.h"

namespace millrace::ml {
namespace {

using labeling::BackendState;
using std::chrono::milliseconds;

constexpr int64_t kBatch = 50;  // tasks of one question
constexpr int kTries = 3;       // of a question that fails for now
// A server that fails so many tasks in a row is broken: the others are spared.
constexpr int64_t kMostFailures = 3 * kBatch;

std::unexpected<Error> Stopped() { return Fail(ErrorKind::kCancelled, "It was stopped."); }

// Is it about this server and question, so that other tasks may do better?
bool OfQuestion(const Error& error) {
  return error.kind != ErrorKind::kCancelled && error.kind != ErrorKind::kInternal &&
         error.kind != ErrorKind::kCorrupt;
}

bool Unreachable(const Error& error) {
  return error.status == 0 && error.kind == ErrorKind::kUnavailable;
}

}  // namespace

PredictionRun::PredictionRun(Models& models, labeling::PredictionJob job, RunPauses pauses,
                             std::stop_token stop)
    : models_(models), job_(std::move(job)), pauses_(pauses), stop_(std::move(stop)) {}

Result<void> PredictionRun::ToEnd() {
  job_.state = labeling::PredictionJobState::kInProgress;
  RETURN_IF_ERROR(Ready());
  int64_t failures = 0;  // in a row
  for (;;) {
    if (stop_.stop_requested()) return Stopped();
    ASSIGN_OR_RETURN(const std::vector<int64_t> ids,
                     models_.context().db->Read([&](db::Connection& tx) {
                       return labeling::NextTasksOf(tx, job_, kBatch);
                     }));
    if (ids.empty()) return {};
    ASSIGN_OR_RETURN(const Predicted predicted, Ask(ids));
    RETURN_IF_ERROR(Settle(ids, predicted));
    const int64_t failed = std::ssize(predicted.failures);
    failures = failed == static_cast<int64_t>(predicted.settled) ? failures + failed : 0;
    if (failures >= kMostFailures) {
      return Fail(ErrorKind::kUnavailable,
                  "The last " + WithThousands(failures) + " tasks all failed. " +
                      predicted.failures.back().error,
                  "Correct that and start again: tasks with predictions are left out.");
    }
  }
}

bool PredictionRun::Pause(int attempt, long wish_ms, milliseconds& waited) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  const milliseconds full = std::min(pauses_.most, pauses_.first * (1 << std::min(attempt, 10)));
  // Half of it by chance, so that jobs that were refused together do not come back together.
  const milliseconds half = full / 2;
  milliseconds pause = half + milliseconds(random() % (half.count() + 1));
  pause = std::max(pause, std::min(milliseconds(wish_ms), pauses_.most));
  waited += pause;
  return models_.context().clock->Sleep(pause, stop_);
}

Result<void> PredictionRun::Ready() {
  milliseconds waited{0};
  for (int attempt = 0;; ++attempt) {
    ASSIGN_OR_RETURN(backend_, models_.Check(job_.backend_id, stop_));
    if (backend_.state == BackendState::kConnected) break;
    // One that answers and refuses will not change its mind soon.
    const bool refuses = backend_.state == BackendState::kError && attempt + 1 >= kTries;
    if (refuses || waited >= pauses_.patience) {
      return Fail(ErrorKind::kUnavailable,
                  backend_.error_message.value_or("The ML backend is not ready."));
    }
    if (!Pause(attempt, 0, waited)) return Stopped();
  }
  job_.model_version = backend_.model_version.value_or("");
  return models_.context().db->Write(db::Durability::kNormal, [&](db::Connection& tx) {
    return labeling::SaveProgress(tx, job_);
  });
}

Result<Predicted> PredictionRun::Ask(std::span<const int64_t> ids) {
  milliseconds waited{0};
  for (int attempt = 0;; ++attempt) {
    auto predicted = models_.Predict(backend_, ids, stop_);
    if (predicted.has_value() || !OfQuestion(predicted.error())) return predicted;
    const Error& error = predicted.error();
    if (error.temporary && attempt + 1 < kTries) {
      if (!Pause(attempt, error.retry_after_ms, waited)) return Stopped();
      RETURN_IF_ERROR(Ready());  // a server that was started anew must be set up
      continue;
    }
    if (ids.size() > 1) return AskEach(ids);
    return Predicted{.settled = 1, .failures = {{ids.front(), error.Sentence()}}};
  }
}

// One bad task must not cost the others of its batch their predictions, and some servers answer
// only for one task at a time.
Result<Predicted> PredictionRun::AskEach(std::span<const int64_t> ids) {
  Predicted all;
  for (size_t i = 0; i < ids.size(); ++i) {
    auto one = models_.Predict(backend_, ids.subspan(i, 1), stop_);
    if (one.has_value()) {
      all.skipped += one->skipped;
      std::ranges::move(one->predictions, std::back_inserter(all.predictions));
      std::ranges::move(one->failures, std::back_inserter(all.failures));
    } else {
      const Error& error = one.error();
      if (!OfQuestion(error)) return one;
      all.failures.push_back({.task_id = ids[i], .error = error.Sentence()});
      if (Unreachable(error)) RETURN_IF_ERROR(Ready());
    }
    ++all.settled;
  }
  return all;
}

Result<void> PredictionRun::Settle(std::span<const int64_t> ids, const Predicted& predicted) {
  labeling::PredictionJob next = job_;
  next.position = ids[predicted.settled - 1];
  next.skipped += predicted.skipped;
  next.failed += std::ssize(predicted.failures);
  next.predicted +=
      static_cast<int64_t>(predicted.settled) - predicted.skipped - std::ssize(predicted.failures);
  RETURN_IF_ERROR(
      models_.context().db->Write(db::Durability::kNormal, [&](db::Connection& tx) -> Result<void> {
        ASSIGN_OR_RETURN(const auto kept,
                         StillWanted(tx, job_.project_id, ids, predicted, job_.model_version));
        next.predictions = job_.predictions + std::ssize(kept);
        RETURN_IF_ERROR(
            labeling::CreatePredictions(tx, job_.project_id, kept, models_.context().clock->Now()));
        return labeling::SaveProgress(tx, next, predicted.failures);
      }));
  job_ = std::move(next);
  return {};
}

}  // namespace millrace::ml
