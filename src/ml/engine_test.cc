// Prediction jobs against a model server that misbehaves, and what one is sent.
#include "ml/engine.h"

#include <gmock/gmock.h>

#include <future>
#include <set>

#include "labeling/accounts/accounts.h"
#include "labeling/testing.h"
#include "ml/test_model_server.h"

namespace millrace::ml {
namespace {

using labeling::PredictionJob;
using labeling::PredictionJobState;
using testing::ElementsAre;
using testing::HasSubstr;

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

TEST_F(MlTest, WhatAServerIsToldAtSetup) {
  const auto account = Do([&](db::Connection& tx) {
    return labeling::CreateAccount(tx, {.email = "ann@example.com"}, sealer_, kNow);
  });
  const auto token =
      Do([&](db::Connection& tx) { return labeling::ApiToken(tx, account.id, sealer_); });
  const auto backend = Connect({.basic_auth_user = "u",
                                .basic_auth_pass = sealer_.Seal("p"),
                                .extra_params = R"({"x":1})",
                                .connected_by = account.id});
  const auto checked = engine_->models().Check(backend.id, {});
  ASSERT_TRUE(db::Ok(checked));
  EXPECT_EQ(checked->state, labeling::BackendState::kConnected);
  EXPECT_EQ(checked->model_version, "v1");
  ASSERT_EQ(server_.asked("setup").size(), 1U);
  const auto asked = server_.asked("setup")[0];
  EXPECT_EQ(asked.authorization, "Basic dTpw");
  EXPECT_EQ(asked.text("project"), std::to_string(project_.id) + ".1700000000");
  EXPECT_EQ(asked.text("schema"), project_.label_config);
  EXPECT_EQ(asked.text("hostname"), "http://here:8080");
  EXPECT_EQ(asked.text("access_token"), token.Reveal());
  EXPECT_EQ(asked.body.at("extra_params").at("x"), 1);
  EXPECT_FALSE(asked.body.as_object().contains("model_version"));
  // Nobody's token goes to a server that nobody with an account connected.
  const auto other = Connect();
  ASSERT_TRUE(db::Ok(engine_->models().Check(other.id, {})));
  EXPECT_EQ(server_.asked("setup")[1].text("access_token"), "");
}

TEST_F(MlTest, AVersionThatWasChosenIsAskedForAndKept) {
  const auto backend = Connect({.model_version = "v0", .auto_update = false});
  const auto checked = engine_->models().Check(backend.id, {});
  ASSERT_TRUE(db::Ok(checked));
  EXPECT_EQ(checked->model_version, "v0");
  EXPECT_EQ(server_.asked("setup")[0].text("model_version"), "v0");
  EXPECT_THAT(engine_->models().Versions(backend, {}).value(), ElementsAre("v1", "v0"));
}

TEST_F(MlTest, StatesOfAServer) {
  const auto backend = Connect();
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "setup") return {.status = 0};
    return TestModelServer::Json(500, R"({"detail":"AssertionError: wrong config"})");
  });
  auto checked = engine_->models().Check(backend.id, {});
  ASSERT_TRUE(db::Ok(checked));
  EXPECT_EQ(checked->state, labeling::BackendState::kError);
  EXPECT_THAT(checked->error_message.value_or(""), HasSubstr("AssertionError: wrong config"));
  EXPECT_THAT(engine_->models().Try(backend, {}).error().message, HasSubstr("wrong config"));
  server_.Set([](const TestModelServer::Asked&) -> net::Response {
    return TestModelServer::Json(401, "");
  });
  checked = engine_->models().Check(backend.id, {});
  ASSERT_TRUE(db::Ok(checked));
  EXPECT_EQ(checked->state, labeling::BackendState::kDisconnected);
  EXPECT_THAT(engine_->models().Try(backend, {}).error().message, HasSubstr("password"));
  server_.Set(nullptr);
  checked = engine_->models().Check(backend.id, {});
  ASSERT_TRUE(db::Ok(checked));
  EXPECT_EQ(checked->state, labeling::BackendState::kConnected);
  EXPECT_EQ(checked->error_message, std::nullopt);
}

TEST_F(MlTest, OneTaskThatSomebodyOpens) {
  const int64_t task = AddTasks(1);
  const auto backend = Connect();
  auto& models = engine_->models();
  const auto made = models.PredictOne(backend.id, task, {});
  ASSERT_TRUE(db::Ok(made));
  ASSERT_EQ(made->size(), 1U);
  EXPECT_EQ(made->front().score, 0.5);
  EXPECT_EQ(made->front().model_version, "v1");
  const auto again = models.PredictOne(backend.id, task, {});
  ASSERT_TRUE(db::Ok(again));
  ASSERT_EQ(again->size(), 1U);
  EXPECT_EQ(again->front().id, made->front().id);
  EXPECT_EQ(server_.asked("predict").size(), 1U);
  EXPECT_EQ(server_.asked("setup").size(), 1U);  // its state still counts
  ExpectExactCounters();
}

TEST_F(MlTest, TrainedAfterSoManyAnnotations) {
  project_ = Do([&](db::Connection& tx) {
    return labeling::UpdateProject(
        tx, project_.id, {.settings = R"({"min_annotations_to_start_training":2})"}, kNow);
  });
  const auto backend = Connect();
  for (int i = 0; i < 4; ++i) {
    Annotate(AddTasks(1), {.result = "[]"});
    engine_->AnnotationSaved(project_.id);
    const size_t wanted = (i + 1) / 2;
    for (int k = 0; k < 500 && server_.asked("webhook").size() < wanted; ++k)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    EXPECT_EQ(server_.asked("webhook").size(), wanted);
  }
  const auto asked = server_.asked("webhook")[0];
  EXPECT_EQ(asked.text("action"), "START_TRAINING");
  EXPECT_EQ(asked.body.at("project").at("id"), project_.id);
}

TEST_F(MlTest, AddressesThatUsersMayNotName) {
  const auto strict = net::HttpClient::Make({.allow_loopback = false});
  engine_ = Engine::Start(
      {.db = database_.get(), .sealer = &sealer_, .clock = &SystemClock(), .http = strict.get()},
      {.job_threads = 0});
  for (const std::string& url : {server_.url(), std::string("http://169.254.169.254/")}) {
    const auto refused = engine_->models().Try(Connect({.url = url}), {});
    ASSERT_FALSE(refused.has_value()) << url;
    EXPECT_THAT(refused.error().message, HasSubstr("address"));
  }
  for (const char* url : {"nonsense", "ftp://x", "file:///etc/passwd", "http://"})
    EXPECT_EQ(CheckServerUrl(url).error().kind, ErrorKind::kDenied) << url;
  EXPECT_TRUE(server_.asked("health").empty());
  engine_.reset();
}

}  // namespace
}  // namespace millrace::ml
