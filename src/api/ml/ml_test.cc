#include <gmock/gmock.h>

#include <semaphore>

#include "api/testing.h"
#include "labeling/ml/backends.h"
#include "ml/test_model_server.h"

namespace millrace::api {
namespace {

using ml::TestModelServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class MlApiTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = std::to_string(Project(kConfig));
  }
  void TearDown() override {
    server_.Set(nullptr);
    ApiTest::TearDown();
  }

  std::string Input(const std::string& more = "") {
    return "{\"project\":" + project_ + ",\"url\":\"" + server_.url() + "\"" + more + "}";
  }
  std::string Connect(const std::string& more = R"(,"title":"small")") {
    const Answered made = Do("POST", "/api/ml", Input(more));
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }
  std::string AddTask(const std::string& name) {
    const Answered made = Do("POST", "/api/tasks",
                             "{\"project\":" + project_ + R"(,"data":{"image":")" + name + "\"}}");
    EXPECT_EQ(made.status, 201) << made.body;
    return made.text("id");
  }
  std::string Shown() { return Do("GET", "/api/projects/" + project_).text("model_version"); }

  TestModelServer server_;
  std::string project_;
};

TEST_F(MlApiTest, ABackendIsConnectedChangedAndGone) {
  const Answered made = Do("POST", "/api/ml", Input(R"(,"title":"small","extra_params":{"x":1})"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("state"), "CO");
  EXPECT_EQ(made.text("readable_state"), "Connected");
  EXPECT_EQ(made.text("model_version"), "v1");
  EXPECT_EQ(made.text("timeout"), "1E2");
  EXPECT_EQ(made.text("extra_params"), R"({"x":1})");
  EXPECT_EQ(Shown(), "small");
  const std::string path = "/api/ml/" + made.text("id");
  EXPECT_EQ(Do("GET", path).text("title"), "small");
  EXPECT_EQ(Do("GET", "/api/ml?project=" + project_).json().as_array().size(), 1U);
  EXPECT_EQ(Do("GET", "/api/ml?project=" + project_ + "&is_interactive=true").body, "[]");

  const Answered renamed = Do("PATCH", path, R"({"title":"other","timeout":7.5})");
  EXPECT_EQ(renamed.status, 200) << renamed.body;
  EXPECT_EQ(renamed.text("title"), "other");
  EXPECT_EQ(Shown(), "other");
  EXPECT_EQ(Do("PATCH", path, R"({"url":"http://127.0.0.1:1"})").status, 400);
  EXPECT_EQ(Do("GET", path).text("url"), server_.url());
  EXPECT_EQ(Do("PUT", path, R"({"title":"x"})").status, 400);  // without url and project
  EXPECT_EQ(Do("PATCH", path, R"({"project":999})").status, 400);
  EXPECT_EQ(Do("DELETE", path).status, 204);
  EXPECT_EQ(Do("GET", path).status, 404);
  EXPECT_EQ(Shown(), "");
}

TEST_F(MlApiTest, AModelHearsOfItsProjectByAWebhook) {
  const auto webhooks = [&] {
    return Do("GET", "/api/webhooks?project=" + project_).json().as_array();
  };
  Connect(R"(,"auth_method":"BASIC_AUTH","basic_auth_user":"u","basic_auth_pass":"p")");
  EXPECT_TRUE(webhooks().empty());
  EXPECT_EQ(
      Do("POST", "/api/ml", "{\"project\":" + project_ + R"(,"url":"http://127.0.0.1:1"})").status,
      400);
  EXPECT_TRUE(webhooks().empty());
  Connect();
  Connect(R"(,"title":"again")");
  ASSERT_EQ(webhooks().size(), 1U);
  const boost::json::value webhook = webhooks()[0];
  EXPECT_EQ(std::string(webhook.at("url").as_string()), server_.url() + "/webhook");
  EXPECT_EQ(webhook.at("send_payload"), true);
  EXPECT_EQ(webhook.at("send_for_all_actions"), true);
  EXPECT_EQ(webhook.at("is_active"), true);
}

TEST_F(MlApiTest, WhatIsWrongIsSaidBeforeAnythingIsSaved) {
  const auto refusal = [&](const std::string& body) {
    const Answered answer = Do("POST", "/api/ml", body);
    EXPECT_EQ(answer.status, 400) << body << answer.body;
    return answer.body;
  };
  EXPECT_THAT(refusal("{}"), HasSubstr("\"url\":[\"This field is required.\"]"));
  EXPECT_THAT(refusal(R"({"project":999,"url":"http://x"})"), HasSubstr("object does not exist"));
  EXPECT_THAT(refusal(Input(R"(,"auth_method":"BASIC_AUTH")")), HasSubstr("password is required"));
  EXPECT_THAT(refusal(Input(R"(,"auth_method":"X")")), HasSubstr("is not a valid choice"));
  EXPECT_THAT(refusal(Input(R"(,"timeout":"x")")), HasSubstr("A valid number is required."));
  EXPECT_THAT(refusal(Input(R"(,"timeout":0)")), HasSubstr("from 1 to 3600"));
  EXPECT_THAT(refusal(Input(R"(,"basic_auth_pass":"")")), HasSubstr("password is required"));
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "setup") return {.status = 0};
    return TestModelServer::Json(500, R"({"detail":"AssertionError: Choices wanted"})");
  });
  EXPECT_THAT(refusal(Input()), HasSubstr("AssertionError: Choices wanted"));
  EXPECT_THAT(Do("POST", "/api/v1/ml/check", Input()).text("detail"),
              HasSubstr("AssertionError: Choices wanted"));
  EXPECT_EQ(Do("POST", "/api/ml", R"({"project":)" + project_ + R"(,"url":"nonsense"})").status,
            403);
  server_.Set(nullptr);
  EXPECT_EQ(Do("POST", "/api/v1/ml/check", Input()).text("model_version"), "v1");
  EXPECT_EQ(Do("GET", "/api/ml?project=" + project_).body, "[]");
  EXPECT_EQ(Do("GET", "/api/ml").status, 404);
  EXPECT_EQ(Do("GET", "/api/ml?project=x").status, 404);
}

TEST_F(MlApiTest, ThePasswordIsNeverShownAndStaysAtItsAddress) {
  const std::string id = Connect(
      R"(,"auth_method":"BASIC_AUTH","basic_auth_user":"ann","basic_auth_pass":"quiet-word")");
  const Answered shown = Do("GET", "/api/ml/" + id);
  EXPECT_EQ(shown.text("basic_auth_pass_is_set"), "true");
  EXPECT_EQ(shown.text("basic_auth_user"), "ann");
  EXPECT_THAT(shown.body, Not(HasSubstr("quiet-word")));
  TestModelServer other;
  const std::string there = "{\"url\":\"" + other.url() + "\"";
  EXPECT_THAT(Do("PATCH", "/api/ml/" + id, there + "}").body, HasSubstr("another address"));
  EXPECT_THAT(
      Do("POST", "/api/v1/ml/check", there + ",\"project\":" + project_ + ",\"id\":" + id + "}")
          .body,
      HasSubstr("another address"));
  EXPECT_TRUE(other.asked("setup").empty());
  // At its own address it is used without being given again.
  EXPECT_EQ(Do("POST", "/api/v1/ml/check", Input(",\"id\":" + id)).status, 200);
  EXPECT_EQ(server_.asked("setup").back().authorization, "Basic YW5uOnF1aWV0LXdvcmQ=");
  EXPECT_EQ(Do("PATCH", "/api/ml/" + id, there + R"(,"basic_auth_pass":"new-word"})").status, 200);
  EXPECT_EQ(other.asked("setup").back().authorization, "Basic YW5uOm5ldy13b3Jk");
}

TEST_F(MlApiTest, TheServerGetsTheTokenOfWhoeverNamedIt) {
  const std::string id = Connect();
  EXPECT_EQ(server_.asked("setup").back().text("access_token"), token_);
  // The command line has no account.
  const Answered made = Operator("POST", "/api/ml", Input());
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(server_.asked("setup").back().text("access_token"), "");
}

TEST_F(MlApiTest, TheNextTaskComesWithAPrediction) {
  AddTask("x");
  Connect();
  const Answered next = Do("GET", "/api/projects/" + project_ + "/next");
  ASSERT_EQ(next.status, 200) << next.body;
  const boost::json::value json = next.json();
  ASSERT_EQ(json.at("predictions").as_array().size(), 1U);
  EXPECT_EQ(json.at("predictions").at(0).at("model_version"), "v1");
  EXPECT_FALSE(json.as_object().contains("prediction_problem"));
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict") return {.status = 0};
    return TestModelServer::Json(500, R"({"detail":"ValueError: too dark"})");
  });
  Do("DELETE",
     "/api/predictions/" + std::to_string(json.at("predictions").at(0).at("id").as_int64()));
  const Answered without = Do("GET", "/api/projects/" + project_ + "/next");
  EXPECT_EQ(without.status, 200);
  EXPECT_EQ(without.text("predictions"), "[]");
  EXPECT_THAT(without.text("prediction_problem"), HasSubstr("ValueError: too dark"));
  const std::string task = "/api/tasks/" + without.text("id");
  EXPECT_THAT(Do("GET", task).text("prediction_problem"), HasSubstr("too dark"));
  server_.Set(nullptr);
  EXPECT_EQ(Do("GET", task).text("predictions_model_versions"), "v1");
}

TEST_F(MlApiTest, NobodyIsAskedWherePredictionsAreNotShown) {
  const std::string task = AddTask("x");
  Connect();
  Do("PATCH", "/api/projects/" + project_, R"({"show_collab_predictions":false})");
  EXPECT_EQ(Do("GET", "/api/projects/" + project_ + "/next").text("predictions"), "[]");
  EXPECT_EQ(Do("GET", "/api/tasks/" + task).text("total_predictions"), "0");
  EXPECT_TRUE(server_.asked("predict").empty());
  Do("PATCH", "/api/projects/" + project_, R"({"evaluate_predictions_automatically":true})");
  EXPECT_EQ(Do("GET", "/api/tasks/" + task).text("total_predictions"), "1");
}

TEST_F(MlApiTest, TasksOfAListArePredictedWhereTheSettingsSaySo) {
  for (const char* name : {"a", "b", "c"}) AddTask(name);
  Connect();
  const std::string list = "/api/tasks?fields=all&project=" + project_;
  const auto predicted = [&](const std::string& path) {
    const Answered answer = Do("GET", path);
    EXPECT_EQ(answer.status, 200) << answer.body;
    int count = 0;
    const boost::json::value json = answer.json();
    for (const auto& task : json.at("tasks").as_array())
      count += static_cast<int>(task.at("predictions").as_array().size());
    return count;
  };
  EXPECT_EQ(predicted(list), 0);
  EXPECT_TRUE(server_.asked("predict").empty());
  Do("PATCH", "/api/projects/" + project_, R"({"evaluate_predictions_automatically":true})");
  EXPECT_EQ(predicted(list + "&page_size=2"), 2);  // of the page alone
  EXPECT_EQ(predicted(list + "&page_size=2"), 2);
  ASSERT_EQ(server_.asked("predict").size(), 1U);
  EXPECT_EQ(server_.asked("predict")[0].tasks().size(), 2U);
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question != "predict") return {.status = 0};
    return TestModelServer::Json(500, R"({"detail":"ValueError: too dark"})");
  });
  EXPECT_EQ(predicted(list), 2);  // the list comes anyway
  server_.Set(nullptr);
  EXPECT_EQ(predicted(list + "&ordering=-tasks:id"), 3);
}

TEST_F(MlApiTest, ModelVersionsAreThoseOfPredictionsAndOfBackends) {
  AddTask("x");
  const std::string id = Connect();
  Do("GET", "/api/projects/" + project_ + "/next");
  const std::string path = "/api/projects/" + project_;
  const boost::json::value json =
      Do("GET", path + "/model-versions?extended=true&include_live_models=true").json();
  EXPECT_EQ(json.at("static").at(0).at("model_version"), "v1");
  EXPECT_EQ(json.at("live").at(0).at("title"), "small");
  EXPECT_EQ(Do("GET", path + "/model-versions").body, R"({"v1":1,"small":0})");
  EXPECT_EQ(Do("PATCH", path, R"({"model_version":"v1"})").status, 200);
  EXPECT_EQ(Do("PATCH", path, R"({"model_version":"small"})").status, 200);
  EXPECT_EQ(Do("PATCH", path, R"({"model_version":"nobody"})").status, 400);
  EXPECT_EQ(Do("DELETE", path + "/model-versions", R"({"model_version":"v1"})").body,
            R"({"deleted_predictions":1})");
  EXPECT_EQ(Shown(), "null");  // as in Label Studio, where a backend was shown
}

TEST_F(MlApiTest, JobsStartedWatchedAndRepeated) {
  const std::string good = AddTask("good"), bad = AddTask("bad");
  const std::string id = Connect();
  server_.Set([&](const TestModelServer::Asked& asked) -> net::Response {
    for (const int64_t task : asked.tasks())
      if (std::to_string(task) == bad) return TestModelServer::Json(400, R"({"detail":"no"})");
    return {.status = 0};
  });
  const std::string start = "/api/v1/ml/" + id + "/predictions";
  const Answered started = Do("POST", start, "{}");
  ASSERT_EQ(started.status, 202) << started.body;
  const std::string path = "/api/v1/ml/predictions/" + started.text("id");
  const Answered ended = Do("GET", path + "?wait=30");
  EXPECT_EQ(ended.text("state"), "completed_with_errors") << ended.body;
  EXPECT_EQ(ended.number("predicted"), 1);
  EXPECT_EQ(ended.text("started_by"), "ann@example.com");
  EXPECT_THAT(ended.text("summary"), HasSubstr("1 failed"));
  const boost::json::value failures = Do("GET", path + "/failures").json();
  EXPECT_EQ(failures.at("count"), 1);
  EXPECT_EQ(std::to_string(failures.at("results").at(0).at("task").as_int64()), bad);
  EXPECT_EQ(Do("GET", path + "/failures?after=" + bad).json().at("results").as_array().size(), 0U);
  EXPECT_EQ(Do("POST", path + "/cancel").text("state"), "completed_with_errors");
  server_.Set(nullptr);
  const Answered again = Do("POST", start, "{\"failed_of\":" + started.text("id") + "}");
  EXPECT_EQ(
      Do("GET", "/api/v1/ml/predictions/" + again.text("id") + "?wait=30").number("predicted"), 1);
  EXPECT_EQ(Do("GET", start).json().at("results").as_array().size(), 2U);
  for (const char* wrong : {R"({"tasks":["x"]})", R"({"tasks":7})", R"({"failed_of":999})",
                            R"({"tasks":[1],"failed_of":1})", "[]"})
    EXPECT_EQ(Do("POST", start, wrong).status, 400) << wrong;
  EXPECT_EQ(Do("GET", "/api/v1/ml/predictions/999").status, 404);
  EXPECT_EQ(Do("POST", "/api/v1/ml/predictions/999/cancel").status, 404);
  EXPECT_EQ(Do("POST", "/api/v1/ml/999/predictions", "{}").status, 404);
}

TEST_F(MlApiTest, TheDataManagersAction) {
  const std::string one = AddTask("1");
  AddTask("2");
  const std::string path = "/api/dm/actions?id=retrieve_tasks_predictions&project=" + project_;
  EXPECT_THAT(Do("POST", path, "{}").body, HasSubstr("No ML backend is connected"));
  Connect();
  const Answered some =
      Do("POST", path, R"({"selectedItems":{"all":false,"included":[)" + one + "]}}");
  ASSERT_EQ(some.status, 200) << some.body;
  EXPECT_EQ(some.number("processed_items"), 1);
  const Answered all = Do("POST", path, "{}");
  EXPECT_EQ(all.number("processed_items"), 2);
  EXPECT_EQ(all.text("detail"), "Retrieved 2 predictions");
  EXPECT_EQ(Do("GET", "/api/projects/" + project_).number("total_predictions_number"), 2);
}

TEST_F(MlApiTest, TrainVersionsAndATrial) {
  const std::string path = "/api/ml/" + Connect();
  EXPECT_EQ(Do("POST", path + "/predict/test?random=true").status, 400);  // no tasks
  const std::string task = AddTask("x");
  EXPECT_EQ(Do("GET", path + "/versions").body, R"({"versions":["v1","v0"]})");
  EXPECT_EQ(Do("POST", path + "/train").status, 200);
  EXPECT_EQ(server_.asked("webhook").size(), 1U);
  EXPECT_EQ(Do("POST", path + "/predict/test").status, 400);
  const boost::json::value trial = Do("POST", path + "/predict/test?random=true").json();
  EXPECT_EQ(std::to_string(trial.at("task").at("id").as_int64()), task);
  EXPECT_EQ(trial.at("response").at(0).at("score"), 0.5);
  EXPECT_EQ(trial.at("request").at("label_config").as_string(), kConfig);
  server_.Set([](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question == "versions") return TestModelServer::Json(404, "{}");
    if (asked.question == "webhook") return TestModelServer::Json(500, R"({"detail":"full"})");
    return {.status = 0};
  });
  EXPECT_EQ(Do("GET", path + "/versions").json().at("versions").at(0), "v1");
  const Answered refused = Do("POST", path + "/train");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr("full"));
}

TEST_F(MlApiTest, SmartTools) {
  const std::string task = AddTask("x");
  const std::string id = Connect();
  const std::string path = "/api/ml/" + id + "/interactive-annotating";
  EXPECT_THAT(Do("POST", path, "{\"task\":" + task + "}").body, HasSubstr("\"errors\""));
  Do("PATCH", "/api/ml/" + id, R"({"is_interactive":true})");
  const Answered drawn =
      Do("POST", path, "{\"task\":" + task + R"(,"context":{"result":[{"a":1}]}})");
  EXPECT_EQ(drawn.status, 200);
  EXPECT_EQ(drawn.json().at("data").at("score"), 0.5);
  const auto asked = server_.asked("predict").back();
  EXPECT_EQ(asked.body.at("params").at("context").at("result").at(0).at("a"), 1);
  EXPECT_EQ(asked.body.at("tasks").at(0).at("drafts").as_array().size(), 0U);
  EXPECT_EQ(Do("POST", path, R"({"task":999})").status, 404);
  EXPECT_EQ(Do("POST", path, "{}").status, 400);
  EXPECT_THAT(Do("GET", "/api/v1/projects/" + project_ + "/interactive-models").body,
              HasSubstr("\"small\""));
  // A task of another project is none of this backend's.
  const std::string other = std::to_string(Project(kConfig));
  const Answered strange =
      Do("POST", "/api/tasks", "{\"project\":" + other + R"(,"data":{"image":"x"}})");
  EXPECT_EQ(Do("POST", path, "{\"task\":" + strange.text("id") + "}").status, 404);
}

// Sixteen slow models must not keep the server from anything else, nor from its end.
TEST_F(MlApiTest, ASlowModelHoldsNeitherRequestsNorTheEnd) {
  AddTask("x");
  Connect();
  // Shared: the model's thread may still be at it when the test has ended.
  const auto gate = std::make_shared<std::counting_semaphore<>>(0);
  server_.Set([gate](const TestModelServer::Asked& asked) -> net::Response {
    if (asked.question == "predict") gate->acquire();
    return {.status = 0};
  });
  const Answered next = Do("GET", "/api/projects/" + project_ + "/next");
  EXPECT_EQ(next.status, 200);
  EXPECT_THAT(next.text("prediction_problem"), HasSubstr("has not answered"));
  api_.reset();  // while the call is still under way
  gate->release(100);
  Restart({});
}

}  // namespace
}  // namespace millrace::api
