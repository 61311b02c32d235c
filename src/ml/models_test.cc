// What a model server is sent, and what is noted of its answers.
#include "ml/models.h"

#include <gmock/gmock.h>

#include "labeling/accounts/accounts.h"
#include "ml/testing.h"

namespace millrace::ml {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

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
  const auto strict = net::HttpClient::Make({.user_addresses = {.loopback = false}});
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
