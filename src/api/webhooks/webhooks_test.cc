#include "api/webhooks/webhooks.h"

#include <gmock/gmock.h>

#include <array>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class WebhooksTest : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
  }
  // A body with the project and an address, and `more` members.
  std::string Body(const std::string& more = "") const {
    return R"({"project":)" + std::to_string(project_) + R"(,"url":"http://127.0.0.1:9/hook")" +
           (more.empty() ? "" : "," + more) + "}";
  }
  Answered Make(const std::string& more = "") { return Do("POST", "/api/webhooks/", Body(more)); }
  static std::string Of(const Answered& webhook, const std::string& rest = "") {
    return "/api/webhooks/" + webhook.text("id") + "/" + rest;
  }
  static std::string OfV1(const Answered& webhook, const std::string& rest = "") {
    return "/api/v1/webhooks/" + webhook.text("id") + rest;
  }
  static std::string FaultOf(const Answered& answer, std::string_view field) {
    const boost::json::value json = answer.json();
    const auto* errors = json.as_object().if_contains("validation_errors");
    if (errors == nullptr || !errors->as_object().contains(field)) return answer.body;
    return std::string(errors->at(field).at(0).as_string());
  }
  int64_t project_ = 0;
};

TEST_F(WebhooksTest, HasTheDefaultsOfLabelStudio) {
  const Answered made = Make();
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.number("organization"), 1);
  EXPECT_EQ(made.number("project"), project_);
  EXPECT_EQ(made.text("url"), "http://127.0.0.1:9/hook");
  EXPECT_EQ(made.text("send_payload"), "true");
  EXPECT_EQ(made.text("send_for_all_actions"), "true");
  EXPECT_EQ(made.text("headers"), "{}");
  EXPECT_EQ(made.text("is_active"), "true");
  EXPECT_EQ(made.text("actions"), "[]");
  EXPECT_EQ(Do("GET", Of(made)).body, made.body);
}

TEST_F(WebhooksTest, AllThatCanBeGiven) {
  const Answered made =
      Make(R"("send_payload":false,"send_for_all_actions":false,"is_active":false,)"
           R"("headers":{"Authorization":"Bearer q","X-One":"1"},)"
           R"("actions":["SYNC_FAILED","TASKS_CREATED","TASKS_CREATED"])");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("headers"), R"({"Authorization":"Bearer q","X-One":"1"})");
  EXPECT_EQ(made.text("actions"), R"(["TASKS_CREATED","SYNC_FAILED"])");
  EXPECT_EQ(made.text("is_active"), "false");
  EXPECT_EQ(made.text("send_payload"), "false");
}

TEST_F(WebhooksTest, WhatIsWrongIsNamed) {
  const std::string sentence = "Project webhook can't contain organization-only action.";
  for (
      const auto& [field, more, said] : std::initializer_list<std::array<std::string, 3>>{
          {"actions", R"("actions":["NO"])", "\"NO\" is not a valid choice."},
          {"actions", R"("actions":[5])", "\"5\" is not a valid choice."},
          {"actions", R"("actions":"x")", "Expected a list of items"},
          {"actions", R"("actions":null)", "This field may not be null."},
          {"non_field_errors", R"("actions":["PROJECT_CREATED"])", sentence},
          {"headers", R"("headers":[])", "dictionary"},
          {"headers", R"("headers":null)", "null"},
          {"headers", R"("headers":{"a b":"x"})", "\"a b\""},
          {"headers", R"("headers":{"":"x"})", "name"},
          {"headers", R"("headers":{"a":1})", "no text"},
          {"headers", R"("headers":{"a":"x\r\nb: y"})", "line's end"},
          {"headers", R"("headers":{"Content-Length":"5"})", "itself"},
          {"headers", R"("headers":{"a":")" + std::string(9000, 'x') + "\"}", "8 KiB"},
          {"headers",
           R"("headers":{"0":"","1":"","2":"","3":"","4":"","5":"","6":"","7":"","8":"","9":"","a":""})",
           "At most 10"},
          {"is_active", R"("is_active":"maybe")", "Must be a valid boolean."},
          {"url", R"("url":"x")", "does not start with http://"},
          {"url", R"("url":"http://169.254.169.254/")", "169.254.169.254"},
          {"url", R"("url":"http://me:hush@a.b/")", "password"},
          {"url", R"("url":null)", "null"},
          {"url", R"("url":"  ")", "blank"},
          {"url", R"("url":"http://a.b/)" + std::string(2048, 'x') + "\"", "2048"},
          {"project", R"("project":999)", "Invalid pk \"999\" - object does not exist."},
          {"project", R"("project":"x")", "Incorrect type."}}) {
    const Answered answer = Make(more);
    EXPECT_EQ(answer.status, 400) << more << answer.body;
    EXPECT_THAT(FaultOf(answer, field), HasSubstr(said)) << more;
    EXPECT_THAT(answer.body, Not(HasSubstr("hush")));
  }
  EXPECT_EQ(Do("GET", "/api/webhooks/").body, "[]");
}

TEST_F(WebhooksTest, ForAllProjects) {
  const Answered made =
      Do("POST", "/api/webhooks", R"({"url":"https://a.test/","actions":["PROJECT_CREATED"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.text("project"), "null");
  EXPECT_EQ(made.text("actions"), R"(["PROJECT_CREATED"])");
}

TEST_F(WebhooksTest, Lists) {
  const Answered own = Make();
  const Answered all = Do("POST", "/api/webhooks", R"({"url":"https://a.test/"})");
  const auto ids = [&](const std::string& path) {
    std::vector<int64_t> found;
    const boost::json::value list = Do("GET", path).json();
    for (const auto& one : list.as_array()) found.push_back(one.at("id").as_int64());
    return found;
  };
  const std::string project = std::to_string(project_);
  EXPECT_THAT(ids("/api/webhooks/"), ElementsAre(own.number("id"), all.number("id")));
  EXPECT_THAT(ids("/api/webhooks/?project="), ElementsAre(own.number("id"), all.number("id")));
  EXPECT_THAT(ids("/api/webhooks/?project=" + project), ElementsAre(own.number("id")));
  EXPECT_THAT(ids("/api/v1/webhooks?project=" + project),
              ElementsAre(own.number("id"), all.number("id")));
  for (const char* unknown : {"999", "x"}) {
    const Answered answer = Do("GET", std::string("/api/webhooks/?project=") + unknown);
    EXPECT_EQ(answer.status, 400);
    EXPECT_THAT(FaultOf(answer, "project"), StartsWith("Select a valid choice."));
  }
  EXPECT_EQ(Do("GET", "/api/v1/webhooks?project=999").status, 404);
}

TEST_F(WebhooksTest, AChangeKeepsWhatItDoesNotName) {
  const Answered made = Make(R"("headers":{"A":"b"},"actions":["TASKS_CREATED"])");
  const Answered changed = Do("PATCH", Of(made), R"({"send_payload":false,"project":null})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("send_payload"), "false");
  EXPECT_EQ(changed.number("project"), project_);
  EXPECT_EQ(changed.text("headers"), R"({"A":"b"})");
  EXPECT_EQ(changed.text("actions"), R"(["TASKS_CREATED"])");
  EXPECT_EQ(Do("PUT", Of(made), "{}").status, 400);
  EXPECT_EQ(Do("PATCH", Of(made), R"({"url":"bad"})").status, 400);
  EXPECT_EQ(Do("PATCH", Of(made), R"({"actions":["PROJECT_DELETED"]})").status, 400);
  const Answered replaced = Do("PUT", Of(made), R"({"url":"http://127.0.0.1:9/2","actions":[]})");
  EXPECT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_EQ(replaced.text("url"), "http://127.0.0.1:9/2");
  EXPECT_EQ(replaced.text("actions"), "[]");
}

TEST_F(WebhooksTest, Deletes) {
  const Answered made = Make();
  EXPECT_EQ(Do("DELETE", Of(made)).status, 204);
  EXPECT_EQ(Do("DELETE", Of(made)).status, 404);
  EXPECT_EQ(Do("GET", OfV1(made)).status, 404);
}

TEST_F(WebhooksTest, SaysWhatCanBeTold) {
  const boost::json::object all =
      Send({.method = "GET", .path = "/api/webhooks/info/"}).json().as_object();
  EXPECT_EQ(all.size(), 14u);
  EXPECT_EQ(all.at("TASKS_CREATED").at("key"), "tasks");
  EXPECT_EQ(all.at("PROJECT_CREATED").at("organization-only"), true);
  EXPECT_EQ(all.at("SYNC_FAILED").at("name"), "Sync failed");
  EXPECT_EQ(Do("GET", "/api/webhooks/info?organization-only=true").json().as_object().size(), 2u);
  EXPECT_EQ(Do("GET", "/api/webhooks/info?organization-only=false").json().as_object().size(), 12u);
}

TEST_F(WebhooksTest, ItsSecretIsShownAloneAndCanBeReplaced) {
  const Answered made = Make();
  EXPECT_THAT(made.body, Not(HasSubstr("whsec_")));
  EXPECT_THAT(Do("GET", "/api/v1/webhooks").body, Not(HasSubstr("whsec_")));
  const std::string first = Do("GET", OfV1(made)).text("secret");
  EXPECT_THAT(first, StartsWith("whsec_"));
  const Answered rotated = Do("POST", OfV1(made, "/rotate-secret"));
  ASSERT_EQ(rotated.status, 200) << rotated.body;
  EXPECT_NE(rotated.text("secret"), first);
  EXPECT_EQ(Do("GET", OfV1(made)).text("secret"), rotated.text("secret"));
}

TEST_F(WebhooksTest, ATestSaysWhatCameBack) {
  const Answered made = Make();  // nobody listens there
  const Answered tested = Do("POST", OfV1(made, "/test"));
  ASSERT_EQ(tested.status, 200) << tested.body;
  EXPECT_EQ(tested.text("delivered"), "false");
  EXPECT_EQ(tested.text("status"), "null");
  EXPECT_THAT(tested.text("error"), HasSubstr("127.0.0.1:9"));
}

TEST_F(WebhooksTest, Deliveries) {
  const Answered made = Make();
  for (const char* text : {"a", "b"}) {
    ASSERT_EQ(
        Do("POST", "/api/tasks",
           R"({"project":)" + std::to_string(project_) + R"(,"data":{"image":")" + text + "\"}}")
            .status,
        201);
  }
  EXPECT_EQ(Do("GET", OfV1(made)).number("waiting"), 2);
  const std::string path = OfV1(made, "/deliveries");
  const Answered page = Do("GET", path + "?limit=1");
  EXPECT_EQ(page.number("count"), 2);
  ASSERT_EQ(page.json().at("results").as_array().size(), 1u);
  const boost::json::value newest = page.json().at("results").at(0);
  EXPECT_EQ(newest.at("action"), "TASKS_CREATED");
  EXPECT_EQ(newest.at("state"), "waiting");
  EXPECT_EQ(newest.at("tries"), 0);
  EXPECT_TRUE(newest.at("next_try").is_null());
  EXPECT_EQ(Do("GET", path + "?state=failed").number("count"), 0);
  EXPECT_EQ(Do("GET", path + "?state=waiting&offset=1").json().at("results").as_array().size(), 1u);
  EXPECT_EQ(Do("GET", path + "?state=lost").status, 400);
  EXPECT_EQ(Do("GET", "/api/v1/webhooks/999/deliveries").status, 404);

  const std::string id = std::to_string(newest.at("id").as_int64());
  const Answered again = Do("POST", "/api/v1/webhooks/deliveries/" + id + "/redeliver");
  ASSERT_EQ(again.status, 200) << again.body;
  EXPECT_EQ(again.text("event"), newest.at("event").as_string());
  EXPECT_EQ(Do("POST", "/api/v1/webhooks/deliveries/999/redeliver").status, 404);
}

}  // namespace
}  // namespace millrace::api
