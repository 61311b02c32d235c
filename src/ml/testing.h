// For this room's tests: an engine over a database with one project, and a model server.
#pragma once

#include <gtest/gtest.h>

#include <future>

#include "labeling/testing.h"
#include "ml/engine.h"
#include "ml/test_model_server.h"

namespace millrace::ml {

using labeling::PredictionJob;
using labeling::PredictionJobState;

class MlTest : public labeling::LabelingTest {
 protected:
  void SetUp() override {
    LabelingTest::SetUp();
    project_ = Do([&](db::Connection& tx) {
      return labeling::CreateProject(
          tx,
          {.title = "P",
           .label_config = R"(<View><Image name="img" value="$image"/><Choices name="c" )"
                           R"(toName="img"><Choice value="a"/></Choices></View>)"},
          kNow);
    });
    Open(1);
  }
  void TearDown() override {
    engine_.reset();
    LabelingTest::TearDown();
  }

  void Open(int job_threads) {
    engine_.reset();
    engine_ = Engine::Start({.db = database_.get(),
                             .sealer = &sealer_,
                             .clock = &SystemClock(),
                             .http = http_.get(),
                             .hostname = "http://here:8080"},
                            {.job_threads = job_threads,
                             .pauses = {.first = std::chrono::milliseconds(1),
                                        .most = std::chrono::milliseconds(4),
                                        .patience = std::chrono::milliseconds(30)}});
  }
  int64_t AddTasks(size_t count) {
    return LabelingTest::AddTasks(
        project_, std::vector<labeling::NewTask>(count, {.data = R"({"image":"x"})"}));
  }
  labeling::MlBackend Connect(labeling::MlBackend given = {}) {
    given.project_id = project_.id;
    if (given.url.empty()) given.url = server_.url();
    return Do([&](db::Connection& tx) { return labeling::CreateBackend(tx, given, kNow); });
  }
  PredictionJob Wait(int64_t job_id) {
    std::promise<Result<PredictionJob>> ended;
    engine_->WhenDone(job_id, std::chrono::minutes(1),
                      [&](const Result<PredictionJob>& job) { ended.set_value(job); });
    const auto job = ended.get_future().get();
    EXPECT_TRUE(db::Ok(job));
    EXPECT_TRUE(job->ended());
    return *job;
  }
  PredictionJob Predict(int64_t backend_id,
                        const std::optional<std::vector<int64_t>>& tasks = std::nullopt) {
    const auto started = engine_->StartPredictions(backend_id, tasks, "ann@example.com");
    EXPECT_TRUE(db::Ok(started));
    return Wait(started->id);
  }
  std::vector<labeling::FailedTask> Failures(int64_t job_id) {
    return Do([&](db::Connection& tx) { return labeling::FailedTasksOf(tx, job_id, 0, 1000); });
  }
  int64_t Predictions() { return Number("SELECT COUNT(*) FROM prediction"); }
  // How often each task has a prediction.
  int64_t MostOfATask() {
    return Number("SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM prediction GROUP BY task_id)");
  }

  const crypto::Sealer sealer_ =
      crypto::Sealer::FromSecret(Secret("sixteen bytes and more")).value();
  std::unique_ptr<net::HttpClient> http_ = net::HttpClient::Make({});
  TestModelServer server_;
  labeling::Project project_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace millrace::ml
