#include "ml/engine.h"

#include <algorithm>

#include "base/log.h"
#include "base/waiters.h"
#include "ml/trainer.h"

namespace millrace::ml {
namespace {

using labeling::PredictionJob;
using labeling::PredictionJobState;

constexpr size_t kMostOpen = 20;    // jobs of a backend
constexpr size_t kMostCalls = 256;  // that wait for a thread

class EngineImpl final : public Engine {
 public:
  EngineImpl(Context context, Options options) : context_(std::move(context)), options_(options) {
    for (int i = 0; i < options_.job_threads; ++i) jobs_.emplace_back([this] { Work(); });
  }

  ~EngineImpl() override {
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      for (auto& [id, running] : running_) running.stop.request_stop();
    }
    work_.notify_all();
    for (std::thread& thread : jobs_) thread.join();
  }

  Models& models() override { return models_; }
  const Context& context() const override { return context_; }

  Result<PredictionJob> StartPredictions(int64_t backend_id,
                                         const std::optional<std::vector<int64_t>>& task_ids,
                                         const std::string& started_by) override {
    ASSIGN_OR_RETURN(
        const PredictionJob job,
        context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) -> Result<PredictionJob> {
          ASSIGN_OR_RETURN(const auto open, labeling::OpenPredictionJobs(tx, backend_id));
          const auto same =
              std::ranges::find_if(open, [](const PredictionJob& one) { return !one.listed; });
          if (!task_ids.has_value() && same != open.end()) return *same;
          if (open.size() >= kMostOpen) {
            return Fail(
                ErrorKind::kConflict,
                std::to_string(open.size()) + " prediction jobs of this ML backend wait already.",
                "Wait for their end, or cancel them.");
          }
          return labeling::AddPredictionJob(tx, backend_id, task_ids, started_by,
                                            context_.clock->Now());
        }));
    Wake();
    return job;
  }

  Result<PredictionJob> CancelPredictions(int64_t job_id) override {
    {
      std::lock_guard lock(mutex_);
      const auto [running, idle] = running_.try_emplace(job_id);
      running->second.cancelled = true;
      running->second.stop.request_stop();
      if (!idle) return Get(job_id);
    }
    // It was taken from the threads, so that none begins with it meanwhile.
    auto job = Get(job_id);
    Result<void> ended;
    if (job.has_value() && !job->ended()) ended = End(*job, PredictionJobState::kCancelled, "");
    GiveBack(job_id);
    RETURN_IF_ERROR(ended);
    return job;
  }

  void WhenDone(int64_t job_id, std::chrono::milliseconds limit,
                std::function<void(const Result<PredictionJob>&)> done) override {
    waiters_.Add(job_id, limit, [this, job_id, done = std::move(done)] { done(Get(job_id)); });
    if (const auto job = Get(job_id); !job.has_value() || job->ended()) waiters_.Tell(job_id);
  }

  void Forget(int64_t backend_id) override {
    std::lock_guard lock(mutex_);
    for (auto& [id, running] : running_)
      if (running.backend_id == backend_id) running.stop.request_stop();
  }

  void AnnotationSaved(int64_t project_id) override { trainer_.AnnotationSaved(project_id); }

 private:
  struct Running {
    int64_t backend_id = 0;
    bool cancelled = false;  // by a person
    std::stop_source stop;
  };
  Result<PredictionJob> Get(int64_t job_id) {
    return context_.db->Read(
        [&](db::Connection& tx) { return labeling::GetPredictionJob(tx, job_id); });
  }

  void Wake() {
    {
      std::lock_guard lock(mutex_);
      woken_ = true;
    }
    work_.notify_all();
  }

  Result<void> End(PredictionJob& job, PredictionJobState state, const std::string& error) {
    job.state = state;
    job.error = error;
    job.finished_at = context_.clock->Now();
    RETURN_IF_ERROR(context_.db->Write(db::Durability::kFull, [&](db::Connection& tx) {
      return labeling::SaveProgress(tx, job);
    }));
    waiters_.Tell(job.id);
    return {};
  }

  // The oldest job of a backend that no thread works for; takes it.
  std::optional<std::pair<PredictionJob, std::stop_token>> Take() {
    const auto open = context_.db->Read(
        [&](db::Connection& tx) { return labeling::OpenPredictionJobs(tx, std::nullopt); });
    if (!open.has_value()) {
      LogError("the prediction jobs cannot be read", {{"cause", open.error()}});
      return std::nullopt;
    }
    for (const PredictionJob& job : *open) {
      std::stop_token stop;
      {
        std::lock_guard lock(mutex_);
        if (stopping_) return std::nullopt;
        const auto of_same = [&](const auto& one) {
          return one.second.backend_id == job.backend_id;
        };
        if (running_.contains(job.id) || std::ranges::any_of(running_, of_same)) continue;
        Running& running = running_[job.id];
        running.backend_id = job.backend_id;
        stop = running.stop.get_token();
      }
      // It may have ended since it was read.
      auto now = Get(job.id);
      if (now.has_value() && !now->ended()) return std::pair(*std::move(now), std::move(stop));
      GiveBack(job.id);
    }
    return std::nullopt;
  }

  void GiveBack(int64_t job_id) {
    {
      std::lock_guard lock(mutex_);
      running_.erase(job_id);
    }
    Wake();  // for its backend's next job
  }

  void Work() {
    for (;;) {
      auto taken = Take();
      if (taken.has_value()) {
        Wake();  // there may be one for another thread
        RunJob(std::move(taken->first), std::move(taken->second));
        continue;
      }
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return stopping_ || woken_; });
      if (stopping_) return;
      woken_ = false;
    }
  }

  void RunJob(PredictionJob given, std::stop_token stop) {
    PredictionRun run(models_, std::move(given), options_.pauses, std::move(stop));
    const Result<void> outcome = run.ToEnd();
    PredictionJob job = run.job();
    bool cancelled = false, stopped = false;
    {
      std::lock_guard lock(mutex_);
      const Running& running = running_[job.id];
      cancelled = running.cancelled;
      stopped = running.stop.stop_requested();
    }
    Result<void> ended;
    if (outcome.has_value()) {
      ended = End(job,
                  job.failed > 0 ? PredictionJobState::kCompletedWithErrors
                                 : PredictionJobState::kCompleted,
                  "");
    } else if (cancelled) {
      ended = End(job, PredictionJobState::kCancelled, "");
    } else if (!stopped) {
      ended = End(job, PredictionJobState::kFailed, outcome.error().Sentence());
    }
    if (!ended.has_value())
      LogError("the end of a prediction job was not saved",
               {{"job", job.id}, {"cause", ended.error()}});
    GiveBack(job.id);
  }

  const Context context_;
  const Options options_;
  Models models_{context_};
  Trainer trainer_{models_, calls_};
  std::mutex mutex_;
  std::condition_variable work_;
  bool stopping_ = false, woken_ = false;
  std::map<int64_t, Running> running_;  // by job
  // Last: they use all of the above.
  Waiters<int64_t> waiters_;  // by job
  WorkQueue calls_{2, kMostCalls};
  std::vector<std::thread> jobs_;
};

}  // namespace

std::unique_ptr<Engine> Engine::Start(Context context, Options options) {
  return std::make_unique<EngineImpl>(std::move(context), options);
}

}  // namespace millrace::ml
