#include "api/storages/v1_storages.h"

#include <gmock/gmock.h>

#include "api/testing.h"

namespace millrace::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class StoragesV1Test : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    project_ = Project(kConfig);
  }
  std::string Add(const std::string& role, const std::string& kind, const std::string& params,
                  const std::string& more = "") {
    const Answered made =
        Do("POST", "/api/v1/storages",
           R"({"role":")" + role + R"(","kind":")" + kind + R"(","project":)" +
               std::to_string(project_) + R"(,"params":{)" + params + "}" + more + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return "/api/v1/storages/" + std::to_string(made.json().at("storage").at("id").as_int64());
  }
  std::string Source(const std::string& more = "") {
    return Add("source", "local", R"("path":")" + root_ + R"(/in")" + more);
  }
  // The job as it ended.
  Answered Run(const std::string& path, const std::string& body = "{}") {
    const Answered started = Do("POST", path, body);
    EXPECT_EQ(started.status, 202) << started.body;
    return Do("GET", "/api/v1/jobs/" + started.text("job") + "?wait=30");
  }
  boost::json::value Of(const std::string& path, std::string_view member) {
    return Do("GET", path).json().at(member);
  }
  int64_t project_ = 0;
};

TEST_F(StoragesV1Test, ChangesWhatIsGivenAndKeepsTheRest) {
  Write("in/a.json", R"({"image":"a"})");
  const std::string path = Source(R"(,"regex_filter":".*","on_delete":"mark")");
  const Answered changed = Do(
      "PATCH", path,
      R"({"title":"mine","description":"ours","synchronizable":false,"params":{"regex_filter":null,"on_change":"new"}})");
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.text("title"), "mine");
  EXPECT_EQ(changed.text("description"), "ours");
  EXPECT_EQ(changed.text("can_sync"), "false");
  const boost::json::value params = changed.json().at("params");
  EXPECT_TRUE(params.at("regex_filter").is_null());
  EXPECT_EQ(params.at("on_change").as_string(), "new");
  EXPECT_EQ(params.at("on_delete").as_string(), "mark");
  EXPECT_EQ(Do("PATCH", path, R"({"title":null})").text("title"), "null");

  EXPECT_EQ(Do("PATCH", path, R"({"params":{"path":"/nowhere"}})").status, 400);
  const Answered unknown = Do("PATCH", path, R"({"params":{"color":"red"}})");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.text("validation_errors"), HasSubstr("color"));
  EXPECT_EQ(Of(path, "description").as_string(), "ours");
  EXPECT_EQ(Do("PATCH", "/api/v1/storages/999", "{}").status, 404);
}

// A bucket that answers nobody: only names can be changed.
TEST_F(StoragesV1Test, ANewNameNeedsNoBucketThatAnswers) {
  Write("in/a.json", "{}");
  const std::string path = Source();
  std::filesystem::remove_all(root_ + "/in");
  EXPECT_EQ(Do("PATCH", path, R"({"title":"mine"})").status, 200);
  EXPECT_EQ(Do("PATCH", path, R"({"params":{"prefix":"deep"}})").status, 400);
}

// The connection is never tried: a secret is removed or kept before that.
TEST_F(StoragesV1Test, SecretsAreNamedAndNeverShown) {
  auto spec = sync::ConnectionSpec{
      .project_id = project_, .provider = storage::FindProvider("s3"), .title = "s3"};
  const auto fields = storage::AllFields(*spec.provider);
  const auto values = ParseValues(
      fields, boost::json::parse(
                  R"({"bucket":"b","s3_endpoint":"http://127.0.0.1:9","aws_access_key_id":"AKIA",
                      "aws_secret_access_key":"hunter2"})")
                  .as_object());
  ASSERT_TRUE(db::Ok(values));
  spec.values = *values;
  const auto row = engine_->connections().Create(spec, false, nullptr);
  ASSERT_TRUE(db::Ok(row));
  const std::string path = "/api/v1/storages/" + std::to_string(row->id);
  const Answered shown = Do("GET", path);
  EXPECT_EQ(shown.text("secrets_set"), R"(["aws_access_key_id","aws_secret_access_key"])");
  EXPECT_THAT(shown.body, Not(HasSubstr("hunter2")));
  const Answered kept = Do("PATCH", path, R"({"title":"x","params":{"aws_secret_access_key":""}})");
  EXPECT_EQ(kept.text("secrets_set"), R"(["aws_access_key_id","aws_secret_access_key"])")
      << kept.body;

  // Nor does a change of the address take them along, whichever way it is asked.
  for (const auto& [method, to, body] :
       {std::tuple("PATCH", path, R"({"params":{"s3_endpoint":"http://127.0.0.1:10"}})"),
        std::tuple("PATCH", "/api/storages/s3/" + std::to_string(row->id),
                   R"({"s3_endpoint":"http://127.0.0.1:10"})")}) {
    const Answered elsewhere = Do(method, to, body);
    EXPECT_EQ(elsewhere.status, 400) << elsewhere.body;
    EXPECT_THAT(elsewhere.text("validation_errors"),
                HasSubstr("was given for http://127.0.0.1:9, not for http://127.0.0.1:10"));
  }
}

TEST_F(StoragesV1Test, FailuresAreRetriedIgnoredAndHeeded) {
  Write("in/a.json", R"({"image":"a"})");
  Write("in/bad.json", "[1");
  Write("in/worse.json", "[2");
  const std::string path = Source();
  const Answered first = Run(path + "/sync");
  EXPECT_EQ(first.text("state"), "completed_with_errors") << first.body;
  EXPECT_EQ(first.text("started_by"), "ann@example.com");
  EXPECT_EQ(first.json().at("progress").at("phase").as_string(), "ended");
  EXPECT_THAT(first.text("summary"), HasSubstr("1 task · 2 failed"));
  EXPECT_EQ(Of(path + "/failures", "count").as_int64(), 2);
  EXPECT_EQ(Of(path + "/failures", "results").at(0).at("attempts").as_int64(), 1);

  const Answered ignored = Do("POST", path + "/failures/ignore", R"({"keys":["bad.json","x"]})");
  EXPECT_EQ(ignored.number("changed"), 1) << ignored.body;
  EXPECT_EQ(Of(path + "/failures", "count").as_int64(), 1);
  EXPECT_EQ(Of(path, "ignored").as_int64(), 1);
  const boost::json::value left = Of(path + "/failures?state=ignored", "results");
  EXPECT_EQ(left.at(0).at("key").as_string(), "bad.json");
  EXPECT_EQ(left.at(0).at("state").as_string(), "ignored");

  const Answered again = Run(path + "/failures/retry");
  EXPECT_EQ(again.json().at("counts").at("listed").as_int64(), 1) << again.body;
  EXPECT_EQ(Of(path + "/failures", "results").at(0).at("attempts").as_int64(), 2);

  Write("in/worse.json", R"({"image":"w"})");
  const Answered second = Run(path + "/sync");
  EXPECT_EQ(second.text("state"), "completed") << second.body;
  EXPECT_EQ(second.json().at("counts").at("ignored").as_int64(), 1);

  EXPECT_EQ(Do("POST", path + "/failures/heed", "{}").number("changed"), 1);
  EXPECT_EQ(Run(path + "/sync").json().at("counts").at("failed").as_int64(), 1);
  Do("POST", path + "/failures/ignore", "{}");
  Write("in/bad.json", R"({"image":"b"})");
  EXPECT_EQ(Run(path + "/sync").json().at("counts").at("new_tasks").as_int64(), 1)
      << "it changed, so it is tried again";
  EXPECT_EQ(Of(path, "ignored").as_int64(), 0);

  EXPECT_EQ(Do("POST", path + "/failures/ignore", R"({"keys":[]})").status, 400);
  EXPECT_EQ(Do("POST", path + "/failures/ignore", R"({"keys":[7]})").status, 400);
  EXPECT_EQ(Do("GET", path + "/failures?state=both").status, 400);
}

TEST_F(StoragesV1Test, OnlyTheNamedFailuresAreRetried) {
  Write("in/bad.json", "[1");
  Write("in/worse.json", "[2");
  const std::string path = Source();
  Run(path + "/sync");
  const Answered one = Run(path + "/failures/retry", R"({"keys":["bad.json"]})");
  EXPECT_EQ(one.json().at("counts").at("listed").as_int64(), 1) << one.body;
  const boost::json::value results = Of(path + "/failures", "results");
  EXPECT_EQ(results.at(0).at("attempts").as_int64(), 2);
  EXPECT_EQ(results.at(1).at("attempts").as_int64(), 1);
}

TEST_F(StoragesV1Test, CardsShowTheLastSyncAndWhatWaitsForADecision) {
  for (int i = 0; i < 150; ++i) Write("in/" + std::to_string(i) + ".json", R"({"image":"a"})");
  const std::string path = Source();
  EXPECT_TRUE(Of(path, "last_job").is_null());
  Run(path + "/sync");
  EXPECT_EQ(Of(path, "last_job").at("counts").at("new_tasks").as_int64(), 150);
  EXPECT_EQ(Of(path, "notices").as_array().size(), 0u);
  std::filesystem::remove_all(root_ + "/in");
  Write("in/0.json", R"({"image":"a"})");
  Run(path + "/sync");
  const boost::json::value notices = Of(path, "notices");
  ASSERT_EQ(notices.as_array().size(), 1u);
  EXPECT_EQ(notices.at(0).at("action").as_string(), "confirm_deletions");
  EXPECT_THAT(std::string(notices.at(0).at("sentence").as_string()), HasSubstr("149 objects are"));
  Run(path + "/sync", R"({"confirm_deletions":true})");
  EXPECT_EQ(Of(path, "notices").as_array().size(), 0u);
  const boost::json::value history = Of(path + "/history", "results");
  EXPECT_EQ(history.as_array().size(), 3u);
  EXPECT_EQ(history.at(0).at("started_by").as_string(), "ann@example.com");
}

TEST_F(StoragesV1Test, DisconnectingSaysWhatStays) {
  Write("in/a.json", R"([{"image":"a"},{"image":"b"}])");
  const auto tasks = [&] {
    return Do("GET", "/api/projects/" + std::to_string(project_)).number("task_number");
  };
  std::string path = Source();
  Run(path + "/sync");
  EXPECT_EQ(Do("DELETE", path + "?tasks=some").status, 400);
  const Answered kept = Do("DELETE", path);
  EXPECT_EQ(kept.text("sentence"), root_ +
                                       "/in is disconnected. Its 2 tasks stay in the project; "
                                       "its objects stay where they are.");
  EXPECT_EQ(tasks(), 2);
  path = Source();
  Run(path + "/sync");
  EXPECT_EQ(tasks(), 4);
  const Answered gone = Do("DELETE", path + "?tasks=delete");
  EXPECT_EQ(gone.number("tasks_deleted"), 2) << gone.body;
  EXPECT_THAT(gone.text("sentence"), HasSubstr("Its 2 tasks are deleted;"));
  EXPECT_EQ(tasks(), 2);
  EXPECT_EQ(Do("DELETE", path).status, 404);
  EXPECT_TRUE(std::filesystem::exists(root_ + "/in/a.json"));
}

}  // namespace
}  // namespace millrace::api
