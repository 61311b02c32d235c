// Prediction jobs against a model server that misbehaves.
#include <gmock/gmock.h>

#include <future>

#include "ml/testing.h"

namespace millrace::ml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(MlTest, AllTasksInBatchesAndOnlyOnceForAVersion) {
  AddTasks(120);
  const auto backend = Connect();
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.state, PredictionJobState::kCompleted);
  EXPECT_EQ(job.total, 120);
  EXPECT_EQ(job.predicted, 120);
  EXPECT_EQ(job.predictions, 120);
  EXPECT_EQ(job.model_version, "v1");
  EXPECT_EQ(Predictions(), 120);
  EXPECT_EQ(server_.asked("predict").size(), 3U);
  EXPECT_EQ(Reload(project_).total_predictions_number, 120);
  ExpectExactCounters();

  const PredictionJob again = Predict(backend.id);
  EXPECT_EQ(again.state, PredictionJobState::kCompleted);
  EXPECT_EQ(again.skipped, 120);
  EXPECT_EQ(server_.asked("predict").size(), 3U);
  server_.SetVersion("v2");
  EXPECT_EQ(Predict(backend.id).predicted, 120);
  EXPECT_EQ(Predictions(), 240);
}

TEST_F(MlTest, OnlyTheTasksThatWereChosen) {
  const int64_t first = AddTasks(10);
  const auto backend = Connect();
  const PredictionJob job = Predict(backend.id, {{first + 7, first + 2, first + 2, 999'999}});
  EXPECT_EQ(job.predicted, 2);
  ASSERT_EQ(server_.asked("predict").size(), 1U);
  EXPECT_THAT(server_.asked("predict")[0].tasks(), ElementsAre(first + 2, first + 7));
  const PredictionJob nothing = Predict(backend.id, std::vector<int64_t>());
  EXPECT_EQ(nothing.state, PredictionJobState::kCompleted);
  EXPECT_EQ(nothing.total, 0);
}

TEST_F(MlTest, OneBadTaskCostsNobodyElseHisPrediction) {
  const int64_t first = AddTasks(60);
  const auto backend = Connect();
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    for (const int64_t id : asked.tasks())
      if (id == first + 3)
        return TestModelServer::Json(500, R"({"detail":"ValueError: too dark"})");
    return {.status = 0};
  });
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.state, PredictionJobState::kCompletedWithErrors);
  EXPECT_EQ(job.predicted, 59);
  EXPECT_EQ(job.failed, 1);
  const auto failures = Failures(job.id);
  ASSERT_EQ(failures.size(), 1U);
  EXPECT_EQ(failures[0].task_id, first + 3);
  EXPECT_THAT(failures[0].error, HasSubstr("ValueError: too dark"));
  EXPECT_EQ(MostOfATask(), 1);
}

TEST_F(MlTest, AServerThatAnswersForOneTaskAtATime) {
  AddTasks(5);
  const auto backend = Connect();
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict") return {.status = 0};
    return TestModelServer::Json(200, TestModelServer::Results(1));
  });
  EXPECT_EQ(Predict(backend.id).predicted, 5);
  EXPECT_EQ(MostOfATask(), 1);
}

TEST_F(MlTest, ResultsThatDoNotFitTheConfigAreFailures) {
  const int64_t first = AddTasks(2);
  const auto backend = Connect();
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict") return {.status = 0};
    return TestModelServer::Json(
        200, R"({"results":[{"result":[{"from_name":"x","to_name":"img","type":"choices",)"
             R"("value":{}}]},)" +
                 std::string(TestModelServer::kPrediction) + "]}");
  });
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.predicted, 1);
  ASSERT_EQ(Failures(job.id).size(), 1U);
  EXPECT_EQ(Failures(job.id)[0].task_id, first);
  EXPECT_THAT(Failures(job.id)[0].error, HasSubstr("'from_name' 'x' not found"));
}

TEST_F(MlTest, AServerThatIsAwayForAMomentCostsNothing) {
  AddTasks(120);
  const auto backend = Connect();
  std::atomic<int> questions = 0;
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict" || ++questions != 2) return {.status = 0};
    return TestModelServer::Json(503, "{}");
  });
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.state, PredictionJobState::kCompleted);
  EXPECT_EQ(job.predicted, 120);
  EXPECT_EQ(MostOfATask(), 1);
  EXPECT_EQ(server_.asked("setup").size(), 2U);  // it may have been started anew
}

TEST_F(MlTest, ABrokenServerEndsTheJobBeforeAllTasksAreFailures) {
  AddTasks(400);
  const auto backend = Connect();
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict") return {.status = 0};
    return TestModelServer::Json(400, "nonsense");
  });
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.state, PredictionJobState::kFailed);
  EXPECT_EQ(job.failed, 150);
  EXPECT_THAT(job.error, HasSubstr("The last 150 tasks all failed"));
  EXPECT_THAT(job.error, HasSubstr("nonsense"));
  server_.Set(nullptr);
  EXPECT_EQ(Predict(backend.id).predicted, 400);
}

TEST_F(MlTest, NobodyThere) {
  AddTasks(3);
  const auto backend = Connect({.url = "http://127.0.0.1:1"});
  const PredictionJob job = Predict(backend.id);
  EXPECT_EQ(job.state, PredictionJobState::kFailed);
  EXPECT_THAT(job.error, HasSubstr("127.0.0.1"));
  EXPECT_EQ(job.failed, 0);
}

TEST_F(MlTest, AJobGoesOnWhereItWasAfterARestart) {
  AddTasks(200);
  const auto backend = Connect();
  std::promise<void> reached;
  std::atomic<int> questions = 0;
  std::promise<void> go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question == "predict" && ++questions == 2) {
      reached.set_value();
      gate.wait();
    }
    return {.status = 0};
  });
  const auto started = engine_->StartPredictions(backend.id, std::nullopt, "ann@example.com");
  ASSERT_TRUE(db::Ok(started));
  reached.get_future().wait();
  engine_.reset();  // does not wait for the answer
  EXPECT_EQ(Predictions(), 50);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM prediction_job WHERE finished_at IS NULL"), 1);
  go_on.set_value();
  server_.Set(nullptr);
  Open(1);
  const PredictionJob job = Wait(started->id);
  EXPECT_EQ(job.state, PredictionJobState::kCompleted);
  EXPECT_EQ(job.predicted, 200);
  EXPECT_EQ(MostOfATask(), 1);
  ExpectExactCounters();
}

TEST_F(MlTest, CancelledWhileItWaitsAndWhileItRuns) {
  AddTasks(200);
  const auto backend = Connect();
  std::promise<void> reached, go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  std::atomic<bool> first = true;
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question == "predict" && first.exchange(false)) {
      reached.set_value();
      gate.wait();
    }
    return {.status = 0};
  });
  const auto running = engine_->StartPredictions(backend.id, std::nullopt, "ann@example.com");
  ASSERT_TRUE(db::Ok(running));
  reached.get_future().wait();
  const auto joined = engine_->StartPredictions(backend.id, std::nullopt, "bob@example.com");
  ASSERT_TRUE(db::Ok(joined));
  EXPECT_EQ(joined->id, running->id);
  const auto waiting = engine_->StartPredictions(backend.id, {{1}}, "ann@example.com");
  ASSERT_TRUE(db::Ok(waiting));
  const auto cancelled = engine_->CancelPredictions(waiting->id);
  ASSERT_TRUE(db::Ok(cancelled));
  EXPECT_EQ(cancelled->state, PredictionJobState::kCancelled);
  ASSERT_TRUE(db::Ok(engine_->CancelPredictions(running->id)));
  EXPECT_EQ(Wait(running->id).state, PredictionJobState::kCancelled);
  EXPECT_EQ(Predictions(), 0);
  EXPECT_FALSE(engine_->CancelPredictions(999).has_value());
  go_on.set_value();
  EXPECT_EQ(Predict(backend.id).predicted, 200);
}

TEST_F(MlTest, TasksThatGoWhileTheModelThinks) {
  const int64_t first = AddTasks(3);
  const auto backend = Connect();
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question == "predict") {
      const int64_t ids[] = {first + 1};
      Write([&](db::Connection& tx) {
        return labeling::DeleteTasks(tx, ids, labeling::DeleteReason::kUser, kLater);
      });
    }
    return {.status = 0};
  });
  EXPECT_EQ(Predict(backend.id).predictions, 2);
  ExpectExactCounters();
}

}  // namespace
}  // namespace millrace::ml
